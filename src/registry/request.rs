//! Something the customer asked of us.

use entity::enums::{HistoryKind, RecordKind};
use entity::request::{Column, Model};
use uuid::Uuid;

use super::{HistoryLine, Record, fact_head, place, take};
use crate::domain::facts::{self, Facts};

impl Record for Model {
    const KIND: RecordKind = RecordKind::Request;
    const TYPE: &'static str = "CustomerRequest";
    fact_head!();

    fn history(&self) -> Option<HistoryLine> {
        let occurred_at = self.raised_at;
        Some(HistoryLine { kind: HistoryKind::Request, occurred_at, summary: format!("Request: {}", self.title) })
    }

    fn put(&self, facts: &mut Facts) {
        let request = facts::Request {
            id: self.id,
            external_id: self.external_id.clone(),
            urgency: self.urgency,
            status: self.status,
            raised_at: Some(self.raised_at),
            next_update_due: self.next_update_due,
            customer_told_at: self.customer_told_at,
        };
        place(&mut facts.requests, request, |request| request.id.0);
    }
    fn remove(facts: &mut Facts, id: Uuid) {
        take(&mut facts.requests, id, |request| request.id.0);
    }
}
