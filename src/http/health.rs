//! Alive, and able to serve.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;

use super::Door;
use crate::auth::jwks::KeyState;
use crate::error::AppError;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// `/healthz`: the process answers.
pub async fn alive() -> impl IntoResponse {
    ([(CACHE_CONTROL, "no-store")], "ok\n")
}

/// `/readyz`: the database is reachable and can be written, its migrations are current, and tokens can be verified.
pub async fn ready(State(door): State<Arc<Door>>) -> impl IntoResponse {
    let (status, text) = match tokio::time::timeout(PATIENCE, check(&door)).await {
        Ok(Ok(Found::Well)) => match door.verifier.keys().await {
            KeyState::Fresh => (StatusCode::OK, "ready\n"),
            KeyState::Old(_) => (StatusCode::OK, "ready; the provider of keys does not answer, its old keys go on\n"),
            KeyState::Gone => (StatusCode::SERVICE_UNAVAILABLE, "the provider's keys cannot be read\n"),
        },
        Ok(Ok(Found::Pending)) => (StatusCode::SERVICE_UNAVAILABLE, "migrations are pending\n"),
        Ok(Ok(Found::Unwritable)) => (StatusCode::SERVICE_UNAVAILABLE, "the database cannot be written\n"),
        Ok(Err(error)) => {
            tracing::warn!(?error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer in time\n"),
    };
    (status, [(CACHE_CONTROL, "no-store")], text)
}

/// What the database is found to be.
enum Found {
    Well,
    Pending,
    Unwritable,
}

/// Looks at the database. Migrations that were seen to be current stay so as long as this process lives.
async fn check(door: &Door) -> Result<Found, AppError> {
    door.db.read.ping().await?;
    if !door.current.load(Ordering::Relaxed) {
        if !door.db.pending_migrations().await?.is_empty() {
            return Ok(Found::Pending);
        }
        door.current.store(true, Ordering::Relaxed);
    }
    if door.manners.read_only || door.writable.is(&door.db).await {
        return Ok(Found::Well);
    }
    Ok(Found::Unwritable)
}
