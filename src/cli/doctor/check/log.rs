//! Whether the log's last entry lies ahead of the clock.

use super::database_clock::APART;
use crate::cli::doctor::Finding;
use crate::clock::machine_now;
use crate::config::Config;
use crate::store::Db;
use crate::store::log::last_recorded;

const WHAT: &str = "log";

pub(super) async fn check(config: &Config, db: &Db) -> Finding {
    match last_recorded(&db.read).await {
        Ok(None) => Finding::well(WHAT, "empty"),
        Ok(Some(last)) => {
            let text = format!("its last entry is of {}", last.to_rfc3339());
            if !config.demo && last > machine_now() + APART {
                return Finding::wrong(WHAT, format!("{text}, which lies ahead"));
            }
            Finding::well(WHAT, text)
        }
        Err(error) => Finding::failed(WHAT, error),
    }
}
