//! Alive, and able to serve.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse;
use chrono::TimeDelta;

use super::Door;
use super::listen::Origin;
use super::who::Who;
use crate::auth::jwks::KeyState;
use crate::error::AppError;
use crate::store::Engine;
use crate::store::moment::database_clock;

/// Whoever comes by no connection: a test.
const UNKNOWN: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
/// How long the database may take to answer, and how long a check waits for others.
const PATIENCE: Duration = Duration::from_secs(5);

/// `/healthz`: the process answers.
pub async fn alive() -> impl IntoResponse {
    ([(CACHE_CONTROL, "no-store")], "ok\n")
}

/// `/readyz`: the database is reachable and can be written, its migrations are current, and tokens can be verified.
pub async fn ready(State(door): State<Arc<Door>>, from: Option<Extension<Origin>>) -> impl IntoResponse {
    let who = Who::at(from.map_or(UNKNOWN, |Extension(Origin(address))| address));
    let Some(_place) = door.room.checks.take(&who, PATIENCE).await else {
        return (StatusCode::SERVICE_UNAVAILABLE, [(CACHE_CONTROL, "no-store")], "too many ask at once\n".to_owned());
    };
    let (status, text) = match tokio::time::timeout(PATIENCE, check(&door)).await {
        Ok(Ok(Found::Well(clock))) => match door.verifier.keys().await {
            KeyState::Fresh => (StatusCode::OK, format!("ready{clock}")),
            KeyState::Old(_) => {
                (StatusCode::OK, format!("ready; the provider of keys does not answer, its old keys go on{clock}"))
            }
            KeyState::Gone => (StatusCode::SERVICE_UNAVAILABLE, "the provider's keys cannot be read".to_owned()),
        },
        Ok(Ok(Found::Pending)) => (StatusCode::SERVICE_UNAVAILABLE, "migrations are pending".to_owned()),
        Ok(Ok(Found::Unwritable)) => (StatusCode::SERVICE_UNAVAILABLE, "the database cannot be written".to_owned()),
        Ok(Err(error)) => {
            tracing::warn!(?error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer".to_owned())
        }
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer in time".to_owned()),
    };
    (status, [(CACHE_CONTROL, "no-store")], text + "\n")
}

/// What the database is found to be.
enum Found {
    /// With what is to be said of the clock.
    Well(String),
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
        return Ok(Found::Well(clock(door).await?));
    }
    Ok(Found::Unwritable)
}

/// What is to be said where this node's clock and the database's are too far apart. Reads go on all the same.
async fn clock(door: &Door) -> Result<String, AppError> {
    let Some(most) = door.manners.ahead else { return Ok(String::new()) };
    let Some(ahead) = ahead(door).await? else { return Ok(String::new()) };
    let seconds = ahead.num_seconds().abs();
    Ok(if ahead > most {
        format!("; its clock is {seconds} s ahead of the database's: nothing is written until that is mended")
    } else if -ahead > most {
        format!("; its clock is {seconds} s behind the database's")
    } else {
        String::new()
    })
}

/// How far this node's clock is ahead of the database's own; nothing on SQLite, which has none.
pub(super) async fn ahead(door: &Door) -> Result<Option<TimeDelta>, AppError> {
    if door.db.engine == Engine::Sqlite {
        return Ok(None);
    }
    let theirs = database_clock(&door.db).await?;
    Ok(Some(door.clock.now() - theirs))
}
