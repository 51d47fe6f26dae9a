//! Whether the tables are those of this program.

use crate::cli::doctor::Finding;
use crate::store::Db;

const WHAT: &str = "migrations";

pub(super) async fn check(db: &Db) -> Finding {
    match db.pending_migrations().await {
        Ok(pending) => match pending.first() {
            None => Finding::well(WHAT, "current"),
            Some(first) => Finding::wrong(WHAT, format!("{} pending, the first is {first}", pending.len())),
        },
        Err(error) => Finding::failed(WHAT, error),
    }
}
