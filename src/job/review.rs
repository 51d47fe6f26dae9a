//! Reviews accounts whose time has come: after a stop, one review for each that was missed.

use chrono::{DateTime, TimeDelta, Utc};
use entity::ids::AccountId;

use crate::command::{Desk, Origin, Unit, Work};
use crate::error::AppError;
use crate::store;

/// Accounts that one unit of work reviews at most.
pub const BATCH: u64 = 1_000;
/// Reviews that one unit of work makes up at most, or nearly so: a unit must end long before its locks annoy anybody.
const REVIEWS: i64 = 4_000;

/// Makes up what is due of the accounts it locked.
pub(super) struct MakeUp;

impl Work for MakeUp {
    type Done = ();

    async fn run(&self, unit: &mut Unit) -> Result<(), AppError> {
        unit.review();
        Ok(())
    }
}

/// Reviews one batch; says how many accounts were due in it.
pub async fn run(desk: &Desk) -> Result<usize, AppError> {
    let now = desk.clock.now();
    let due = store::reviews::due(&desk.db.read, now, BATCH).await?;
    let batch = portion(&due, now);
    if !batch.is_empty() {
        let many = batch.len();
        desk.unit(Origin::vitrine("review"), batch, &MakeUp).await?;
        return Ok(many);
    }
    Ok(0)
}

/// As many of them as one unit should take: less where each has missed many reviews.
fn portion(due: &[(AccountId, DateTime<Utc>)], now: DateTime<Utc>) -> Vec<AccountId> {
    let mut reviews = 0;
    let mut batch = Vec::new();
    for &(id, at) in due {
        reviews += (now - at).clamp(TimeDelta::zero(), TimeDelta::days(31)).num_days() + 1;
        if reviews > REVIEWS && !batch.is_empty() {
            break;
        }
        batch.push(id);
    }
    batch
}
