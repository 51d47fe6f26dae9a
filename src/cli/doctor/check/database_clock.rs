//! How far the database's clock is from this machine's.

use chrono::TimeDelta;

use crate::cli::doctor::Finding;
use crate::clock::machine_now;
use crate::store::Db;
use crate::store::moment::database_clock;

const WHAT: &str = "its clock";

/// How far they may be apart.
const APART: TimeDelta = TimeDelta::seconds(5);

pub(super) async fn check(db: &Db) -> Finding {
    match database_clock(db).await {
        Ok(theirs) => {
            let apart = theirs - machine_now();
            let text = format!("{} ms from this machine's", apart.num_milliseconds());
            if apart.abs() <= APART { Finding::well(WHAT, text) } else { Finding::wrong(WHAT, text) }
        }
        Err(error) => Finding::failed(WHAT, error),
    }
}
