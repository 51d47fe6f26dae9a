//! Accepts a log whose last entry lies ahead of all clocks, as a node with a wrong clock has left it.

use chrono::{DateTime, TimeDelta, Utc};
use entity::enums::{ChangeKind, ChangeRecordType};
use entity::ids::ChangeId;
use serde_json::json;
use uuid::Uuid;

use super::vitrine;
use crate::clock::machine_now;
use crate::error::AppError;
use crate::feed;
use crate::store::log::{self, Entry};
use crate::store::{Db, company, moment};

/// Why it is written.
const CAUSE: &str = "accept-clock";
/// How far an entry may be ahead without being told of: clocks differ.
const APART: TimeDelta = TimeDelta::seconds(5);

/// How far units may go on after what was accepted: each of an account goes on by a microsecond.
const AFTER: TimeDelta = TimeDelta::minutes(1);

/// A log that lies ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// The latest moment at which anything was recorded.
    pub last: DateTime<Utc>,
    /// How far that is ahead of the later of this machine's clock and the database's.
    pub by: TimeDelta,
    /// Whether it was accepted: writes go on after it.
    pub accepted: bool,
}

/// Looks whether anything was recorded ahead of both clocks.
pub async fn ahead(db: &Db) -> Result<Option<Ahead>, AppError> {
    let Some(last) = log::latest(&db.read).await? else { return Ok(None) };
    let by = last - machine_now().max(moment::database_clock(db).await?);
    if by <= APART {
        return Ok(None);
    }
    let accepted = moment::accepted(&db.read).await?.is_some_and(|accepted| last <= accepted);
    Ok(Some(Ahead { last, by, accepted }))
}

/// Accepts it: an entry of Vitrine's own says so, and writes go on a microsecond after each account's last entry. Gives the
/// entry's moment; nothing where nothing lies ahead that was not accepted.
///
/// This is no unit of work: that would be held to the clocks.
pub async fn accept(db: &Db) -> Result<Option<DateTime<Utc>>, AppError> {
    let Some(Ahead { last, accepted: false, .. }) = ahead(db).await? else { return Ok(None) };
    let tx = db.begin_write().await?;
    company::lock(&tx).await?;
    let at = last + TimeDelta::microseconds(1);
    let until = at + AFTER;
    let entry = Entry {
        id: ChangeId(Uuid::now_v7()),
        account_id: None,
        kind: ChangeKind::Updated,
        record_type: ChangeRecordType::Company,
        record_id: None,
        actor: vitrine(),
        source: None,
        cause: Some(CAUSE.to_owned()),
        after: Some(json!({"clockAcceptedUntil": until})),
    };
    log::append(&tx, vec![entry], at).await?;
    moment::accept(&tx, until).await?;
    tx.commit().await?;
    feed::settle(db).await?;
    Ok(Some(at))
}
