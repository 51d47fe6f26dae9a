//! Alive, and able to serve.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;

use super::Door;
use crate::error::AppError;

/// How long the database may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// `/healthz`: the process answers.
pub async fn alive() -> impl IntoResponse {
    ([(CACHE_CONTROL, "no-store")], "ok\n")
}

/// `/readyz`: the database is reachable, and its migrations are current.
pub async fn ready(State(door): State<Arc<Door>>) -> impl IntoResponse {
    let (status, text) = match tokio::time::timeout(PATIENCE, check(&door)).await {
        Ok(Ok(0)) => (StatusCode::OK, "ready\n"),
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
