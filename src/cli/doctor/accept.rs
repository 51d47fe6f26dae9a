//! `--accept-clock`: accepts a log whose last entry lies ahead of all clocks.

use super::Finding;
use super::check::database;
use crate::cli::place::current;
use crate::command::clock::accept as accept_clock;
use crate::config::Config;

const WHAT: &str = "accept";

pub(super) async fn accept(config: &Config) -> Finding {
    let db = match database::open(config).await {
        Ok(db) => db,
        Err(finding) => return finding,
    };
    if let Err(error) = current(&db).await {
        return Finding::failed(WHAT, error);
    }
    match accept_clock(&db).await {
        Ok(Some(at)) => Finding::well(WHAT, format!("what lies ahead is accepted by an entry of {}", at.to_rfc3339())),
        Ok(None) => Finding::well(WHAT, "nothing lies ahead that was not accepted: nothing was written"),
        Err(error) => Finding::failed(WHAT, error),
    }
}
