//! Whether a database has the demo's story, whole or in part, and where its clock rests.

use std::fs::{self, File};
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

use super::calendar::{add, at};
use super::{SEED, beginning, fill};
use crate::clock::Clock;
use crate::command::Desk;
use crate::error::AppError;
use crate::private;
use crate::store::{self, Db, settings};

/// Under this name the database says how far the story is told.
const STORY: &str = "demo.story";
/// Under this name the database keeps the last moment seen.
const CLOCK: &str = "demo.clock";

/// Whether the database has the whole story.
pub async fn told(db: &Db) -> Result<bool, AppError> {
    Ok(settings::get(&db.write, STORY).await?.is_some_and(|told| told == "whole"))
}

/// Sees to it that the migrated database at this URL has the whole story: one that is empty is filled up to the day before
/// `now`, and so is one whose filling was cut, or that `fresh` tells to begin anew. Gives the database, and the moment from
/// which the demo's clock goes on: `now` after a filling, else the last moment seen. A database that holds anything else is
/// refused.
pub async fn ready(
    db: Db,
    url: &str,
    now: DateTime<Utc>,
    fresh: bool,
    customers: usize,
) -> Result<(Db, DateTime<Utc>), AppError> {
    let told = settings::get(&db.write, STORY).await?;
    let last = store::log::last_recorded(&db.write).await?;
    match (told.as_ref().and_then(|told| told.as_str()), last) {
        (Some("whole"), Some(last)) if !fresh => {
            let seen = settings::get(&db.write, CLOCK).await?;
            let seen = seen.map(serde_json::from_value::<DateTime<Utc>>).transpose()?;
            return Ok((db, seen.map_or(last, |seen| seen.max(last))));
        }
        (None, Some(_)) => {
            let text = "this database holds something that the demo did not write: name another one, or an empty one";
            return Err(AppError::Config(text.to_owned()));
        }
        (_, _) => {}
    }
    let until = add(now.date_naive(), -1);
    let db = match db.file().await? {
        Some(file) => {
            db.close().await?;
            tell_beside(&file, until, customers).await?;
            Db::connect(url).await?
        }
        None => {
            db.migrate_anew().await?;
            tell(&db, until, customers).await?;
            db
        }
    };
    Ok((db, now.max(at(now.date_naive(), 0, 0))))
}

/// Tells the story to a draft, and puts it in the place of the file that is there: no commit waits for the disk, and no
/// part of a story is ever seen.
async fn tell_beside(file: &Path, until: NaiveDate, customers: usize) -> Result<(), AppError> {
    let part = file.with_extension("part");
    private::create_anew(&part)?;
    let draft = Db::draft(&part).await?;
    draft.migrate_up().await?;
    tell(&draft, until, customers).await?;
    draft.close().await?;
    File::open(&part)?.sync_all()?;
    Ok(fs::rename(part, file)?)
}

async fn tell(db: &Db, until: NaiveDate, customers: usize) -> Result<(), AppError> {
    settings::put(&db.write, STORY, json!("begun")).await?;
    let desk = Desk::open(db.clone(), Clock::set(beginning(until))).await?;
    fill(&desk, until, SEED, customers).await?;
    settings::put(&db.write, STORY, json!("whole")).await
}

/// Keeps the moment at which the demo's clock rests.
pub async fn rest(db: &Db, now: DateTime<Utc>) -> Result<(), AppError> {
    settings::put(&db.write, CLOCK, json!(now)).await
}
