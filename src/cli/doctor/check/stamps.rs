//! Stamps of sources that lie ahead of the clock.

use super::Finding;
use crate::cli::place::stamp_ahead;
use crate::clock::machine_now;
use crate::config::Config;
use crate::domain::stamp::Horizon;
use crate::error::AppError;
use crate::store::Db;
use crate::store::external_id::{Ahead, ahead};
use crate::store::log::last_recorded;

const WHAT: &str = "stamps";

/// Wrong where a record has a stamp that lies ahead.
pub(super) async fn check(config: &Config, db: &Db) -> Finding {
    match look(config, db).await {
        Ok(Ahead { many: 0, .. }) => Finding::well(WHAT, "none lies ahead of the clock"),
        Ok(Ahead { many, first }) => {
            let text = format!("{many} lie ahead of the clock: each counts as the moment at which it was recorded");
            let list = first.into_iter().map(|identity| {
                let stamp = identity.stamp.map(|stamp| stamp.to_rfc3339()).unwrap_or_default();
                format!("{} {} of {}: {stamp}", identity.kind.word(), identity.external_id, identity.system)
            });
            Finding::wrong(WHAT, text).listing(list)
        }
        Err(error) => Finding::failed(WHAT, error),
    }
}

/// The demo's clock may be ahead of the machine's.
async fn look(config: &Config, db: &Db) -> Result<Ahead, AppError> {
    let machine = machine_now();
    let last = if config.demo { last_recorded(&db.read).await? } else { None };
    let now = last.map_or(machine, |last| last.max(machine));
    ahead(&db.read, Horizon::beyond(now, stamp_ahead(config)).last(), Finding::LISTED).await
}
