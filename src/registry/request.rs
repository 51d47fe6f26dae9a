//! Something the customer asked of us.

use entity::enums::HistoryKind;
use entity::request::{Column, Model};

use super::{HistoryLine, Record, fact_head};
use crate::domain::facts;

/// Whether a request differs from what it was in what it says, and not in its clock alone.
pub fn moved(before: &Model, after: &Model) -> bool {
    before.status != after.status
        || before.owner_id != after.owner_id
        || before.department != after.department
        || before.urgency != after.urgency
        || before.resolution != after.resolution
}

impl Record for Model {
    fact_head!(Request);

    fn history(&self) -> Option<HistoryLine> {
        let occurred_at = self.raised_at;
        Some(HistoryLine { kind: HistoryKind::Request, occurred_at, summary: format!("Request: {}", self.title) })
    }

    fn fact(&self) -> Self::Fact {
        facts::Request {
            id: self.id,
            external_id: self.external_id.clone(),
            urgency: self.urgency,
            status: self.status,
            raised_at: Some(self.raised_at),
            next_update_due: self.next_update_due,
            customer_told_at: self.customer_told_at,
        }
    }
}
