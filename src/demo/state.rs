//! Whether a database has the demo's story, whole or in part, and where its clock rests.

use chrono::{DateTime, Utc};
use migration::Migrator;
use sea_orm_migration::MigratorTrait;
use serde_json::json;

use super::calendar::{add, at};
use super::{CUSTOMERS, SEED, beginning, fill};
use crate::clock::Clock;
use crate::command::Desk;
use crate::error::AppError;
use crate::store::{self, Db, settings};

/// Under this name the database says how far the story is told.
const STORY: &str = "demo.story";
/// Under this name the database keeps the last moment seen.
const CLOCK: &str = "demo.clock";

/// Whether the database has the whole story.
pub async fn told(db: &Db) -> Result<bool, AppError> {
    Ok(settings::get(&db.write, STORY).await?.is_some_and(|told| told == "whole"))
}

/// Sees to it that a migrated database has the whole story: one that is empty is filled up to the day before `now`, and
/// so is one whose filling was cut, or that `fresh` tells to begin anew. Gives the moment from which the demo's clock
/// goes on: `now` after a filling, else the last moment seen. A database that holds anything else is refused.
pub async fn ready(db: &Db, now: DateTime<Utc>, fresh: bool) -> Result<DateTime<Utc>, AppError> {
    let told = settings::get(&db.write, STORY).await?;
    let last = store::log::last_recorded(&db.write).await?;
    match (told.as_ref().and_then(|told| told.as_str()), last) {
        (Some("whole"), Some(last)) if !fresh => {
            let seen = settings::get(&db.write, CLOCK).await?;
            let seen = seen.and_then(|seen| serde_json::from_value::<DateTime<Utc>>(seen).ok());
            return Ok(seen.map_or(last, |seen| seen.max(last)));
        }
        (None, Some(_)) => {
            let text = "this database holds something that the demo did not write: name another one, or an empty one";
            return Err(AppError::Config(text.to_owned()));
        }
        (Some(_), _) => Migrator::fresh(&db.write).await?,
        (None, None) => {}
    }
    settings::put(&db.write, STORY, json!("begun")).await?;
    let until = add(now.date_naive(), -1);
    let desk = Desk::open(db.clone(), Clock::set(beginning(until))).await?;
    fill(&desk, until, SEED, CUSTOMERS).await?;
    settings::put(&db.write, STORY, json!("whole")).await?;
    Ok(now.max(at(now.date_naive(), 0, 0)))
}

/// Keeps the moment at which the demo's clock rests.
pub async fn rest(db: &Db, now: DateTime<Utc>) -> Result<(), AppError> {
    settings::put(&db.write, CLOCK, json!(now)).await
}
