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

/// `/readyz`: the database is reachable, its migrations are current, and tokens can be verified.
pub async fn ready(State(door): State<Arc<Door>>) -> impl IntoResponse {
    let (status, text) = match tokio::time::timeout(PATIENCE, check(&door)).await {
        Ok(Ok(0)) => match door.verifier.keys().await {
            KeyState::Fresh => (StatusCode::OK, "ready\n"),
            KeyState::Old(_) => (StatusCode::OK, "ready; the provider of keys does not answer, its old keys go on\n"),
            KeyState::Gone => (StatusCode::SERVICE_UNAVAILABLE, "the provider's keys cannot be read\n"),
        },
        Ok(Ok(_)) => (StatusCode::SERVICE_UNAVAILABLE, "migrations are pending\n"),
        Ok(Err(error)) => {
            tracing::warn!(?error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer in time\n"),
    };
    (status, [(CACHE_CONTROL, "no-store")], text)
}

/// How many migrations are pending. Those that were seen to be current stay so as long as this process lives.
async fn check(door: &Door) -> Result<usize, AppError> {
    door.db.read.ping().await?;
    if door.current.load(Ordering::Relaxed) {
        return Ok(0);
    }
    let pending = door.db.pending_migrations().await?.len();
    door.current.store(pending == 0, Ordering::Relaxed);
    Ok(pending)
}
