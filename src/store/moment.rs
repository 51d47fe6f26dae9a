//! Moments that the database knows.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, Statement};

use super::{Db, Engine};
use crate::clock::machine_now;
use crate::error::AppError;

/// What the database's own clock says. SQLite has none but this machine's.
pub async fn database_clock(db: &Db) -> Result<DateTime<Utc>, AppError> {
    if db.engine == Engine::Sqlite {
        return Ok(machine_now());
    }
    let asked = Statement::from_string(db.read.get_database_backend(), "SELECT clock_timestamp() AS now");
    let row = db.read.query_one_raw(asked).await?.ok_or(AppError::Invariant("the database knows no moment"))?;
    Ok(row.try_get("", "now")?)
}
