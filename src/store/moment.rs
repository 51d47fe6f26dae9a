//! Moments that the database knows.

use chrono::{DateTime, Utc};
use entity::company;
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, QuerySelect, Statement};

use super::{Db, Engine, settings};
use crate::clock::machine_now;
use crate::error::AppError;

/// Under this name the database keeps up to which moment entries were accepted that lie ahead of the clocks.
const ACCEPTED: &str = "clock.accepted";

/// What the database's own clock says. SQLite has none but this machine's.
pub async fn database_clock(db: &Db) -> Result<DateTime<Utc>, AppError> {
    if db.engine == Engine::Sqlite {
        return Ok(machine_now());
    }
    let asked = Statement::from_string(db.read.get_database_backend(), "SELECT clock_timestamp() AS now");
    let row = db.read.query_one_raw(asked).await?.ok_or(AppError::Invariant("the database knows no moment"))?;
    Ok(row.try_get("", "now")?)
}

/// The company's epoch, and what the database's own clock says where it has one: one statement.
pub async fn epoch_and_clock(db: &impl ConnectionTrait) -> Result<(i64, Option<DateTime<Utc>>), AppError> {
    let clock = if db.get_database_backend() == DbBackend::Postgres { "clock_timestamp()" } else { "NULL" };
    let row = company::Entity::find_by_id(1)
        .select_only()
        .column(company::Column::Epoch)
        .column_as(Expr::cust(clock), "clock")
        .into_tuple()
        .one(db)
        .await?;
    row.ok_or(AppError::Invariant("the company's row is missing"))
}

/// The moment up to which entries that lie ahead of the clocks were accepted.
pub async fn accepted(db: &impl ConnectionTrait) -> Result<Option<DateTime<Utc>>, AppError> {
    Ok(settings::get(db, ACCEPTED).await?.map(serde_json::from_value).transpose()?)
}

/// Accepts entries up to this moment.
pub async fn accept(db: &impl ConnectionTrait, until: DateTime<Utc>) -> Result<(), AppError> {
    settings::put(db, ACCEPTED, serde_json::to_value(until)?).await
}
