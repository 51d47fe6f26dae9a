//! Moments that the database knows.

use chrono::{DateTime, Utc};
use entity::change::{Column, Entity};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QuerySelect, Statement};

use super::{Db, Engine};
use crate::clock::machine_now;
use crate::error::AppError;

/// When the log's last entry was recorded; none where it is empty.
pub async fn last_entry(db: &impl ConnectionTrait) -> Result<Option<DateTime<Utc>>, AppError> {
    let last: Option<Option<DateTime<Utc>>> =
        Entity::find().select_only().column_as(Column::RecordedAt.max(), "last").into_tuple().one(db).await?;
    Ok(last.flatten())
}

/// What the database's own clock says. SQLite has none but this machine's.
pub async fn database_clock(db: &Db) -> Result<DateTime<Utc>, AppError> {
    if db.engine == Engine::Sqlite {
        return Ok(machine_now());
    }
    let asked = Statement::from_string(db.read.get_database_backend(), "SELECT clock_timestamp() AS now");
    let row = db.read.query_one_raw(asked).await?.ok_or(AppError::Invariant("the database knows no moment"))?;
    Ok(row.try_get("", "now")?)
}
