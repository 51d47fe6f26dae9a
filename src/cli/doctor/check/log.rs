//! Whether anything was recorded ahead of this machine's clock and the database's.

use crate::cli::doctor::Finding;
use crate::command::clock::ahead;
use crate::config::Config;
use crate::error::AppError;
use crate::store::Db;
use crate::store::log::latest;

const WHAT: &str = "log";

pub(super) async fn check(config: &Config, db: &Db) -> Finding {
    look(config, db).await.unwrap_or_else(|error| Finding::failed(WHAT, error))
}

async fn look(config: &Config, db: &Db) -> Result<Finding, AppError> {
    let Some(last) = latest(&db.read).await? else { return Ok(Finding::well(WHAT, "empty")) };
    let text = format!("its last entry is of {}", last.to_rfc3339());
    // The demo's clock goes its own way.
    Ok(match ahead(db).await?.filter(|_| !config.demo) {
        None => Finding::well(WHAT, text),
        Some(ahead) if ahead.accepted => {
            Finding::well(WHAT, format!("{text}, which lies ahead by {} s and was accepted", ahead.by.num_seconds()))
        }
        Some(ahead) => Finding::wrong(
            WHAT,
            format!(
                "{text}, {} s ahead of this machine's clock and the database's. Set a clock right that is behind; where both \
                 are right, `vitrine doctor --accept-clock` accepts the entry, and writes go on after it",
                ahead.by.num_seconds()
            ),
        ),
    })
}
