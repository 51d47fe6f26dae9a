//! Whether the database is there and answers.

use std::path::Path;

use crate::cli::doctor::Finding;
use crate::cli::place::{connect, database_url};
use crate::config::Config;
use crate::store::Db;

const WHAT: &str = "database";

/// Connects to the database; a file that is missing is not made.
pub(in crate::cli::doctor) async fn open(config: &Config) -> Result<Db, Finding> {
    let url = database_url(config).map_err(|error| Finding::failed(WHAT, error))?;
    if url.strip_prefix("sqlite://").is_some_and(|file| !Path::new(file).exists()) {
        return Err(Finding::wrong(WHAT, "there is none yet: `vitrine migrate up` makes it"));
    }
    connect(config).await.map_err(|failure| Finding::wrong(WHAT, failure.to_string()))
}

pub(super) fn check(db: &Db) -> Finding {
    Finding::well(WHAT, format!("{:?} answers", db.engine))
}
