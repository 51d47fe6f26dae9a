//! Thins the stored assessments of the past.

use crate::command::Desk;
use crate::error::AppError;
use crate::store;

/// Thins what has grown old of all accounts; says how many rows that touched.
pub async fn run(desk: &Desk) -> Result<u64, AppError> {
    store::thinning::thin(&desk.db, desk.clock.now(), None).await
}
