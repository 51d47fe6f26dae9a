//! Brings accounts that are behind the company's epoch up to it: a common fact or the policy has changed.

use super::review::{BATCH, MakeUp};
use crate::command::{Desk, Origin};
use crate::error::AppError;
use crate::store;

/// Brings one batch up; says how many accounts were behind in it.
pub async fn run(desk: &Desk) -> Result<usize, AppError> {
    let epoch = store::company::epoch(&desk.db.read).await?;
    let behind = store::reviews::behind(&desk.db.read, epoch, BATCH).await?;
    let many = behind.len();
    if many > 0 {
        desk.unit(Origin::vitrine("catch-up"), behind, &MakeUp).await?;
    }
    Ok(many)
}
