//! Whether this machine has lost its clock: then it is in the past.

use chrono::{DateTime, NaiveDate, Utc};

use crate::cli::doctor::Finding;
use crate::clock::machine_now;

const WHAT: &str = "clock";

pub(super) fn check() -> Finding {
    let now = machine_now();
    let released = NaiveDate::from_ymd_opt(2026, 1, 1).and_then(|date| date.and_hms_opt(0, 0, 0));
    if released.is_none_or(|released| now >= DateTime::<Utc>::from_naive_utc_and_offset(released, Utc)) {
        return Finding::well(WHAT, now.to_rfc3339());
    }
    Finding::wrong(WHAT, format!("{} is before this program was made", now.to_rfc3339()))
}
