//! A unit's moment is held to the database's own clock: a node whose clock is ahead would stamp entries and reviews in the
//! future, and whatever follows them would have to lie ahead too.

use chrono::{DateTime, Utc};

use super::Unit;
use crate::error::AppError;
use crate::store::moment::accepted;

impl Unit {
    /// Refuses a moment that lies too far ahead of the database's clock: because this node's clock does, or because an
    /// account's last entry does, which nobody has accepted.
    pub(super) async fn hold_to(&self, database: Option<DateTime<Utc>>) -> Result<(), AppError> {
        let (Some(database), Some(ahead)) = (database, self.desk.ahead) else { return Ok(()) };
        let latest = database + ahead;
        if self.moment <= latest {
            return Ok(());
        }
        if self.desk.clock.now() <= latest && accepted(&self.tx).await?.is_some_and(|accepted| self.moment <= accepted)
        {
            return Ok(());
        }
        Err(AppError::ClockAhead(self.moment - database))
    }
}
