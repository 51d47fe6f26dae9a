//! The transfer of an account between our people.

use entity::enums::{HistoryKind, RecordKind};
use entity::handoff::{Column, Model};
use uuid::Uuid;

use super::{HistoryLine, Record, fact_head, midnight, place, take};
use crate::domain::facts::{self, Facts};

impl Record for Model {
    const KIND: RecordKind = RecordKind::Handoff;
    const TYPE: &'static str = "Handoff";
    fact_head!();

    fn history(&self) -> Option<HistoryLine> {
        let what = if self.accepted_at.is_some() {
            "Handoff accepted"
        } else if self.sent_back_at.is_some() {
            "Handoff sent back"
        } else if self.offered_at.is_some() {
            "Handoff offered"
        } else {
            "Handoff in preparation"
        };
        let occurred_at = self.signed_on.map_or(self.recorded_at, midnight);
        Some(HistoryLine { kind: HistoryKind::Handoff, occurred_at, summary: what.to_owned() })
    }

    fn put(&self, facts: &mut Facts) {
        let handoff = facts::Handoff {
            id: self.id,
            external_id: self.external_id.clone(),
            from: self.from_id,
            to: self.to_id,
            signed_on: self.signed_on,
            accepted_at: self.accepted_at,
            sent_back_at: self.sent_back_at,
            kickoff_at: self.kickoff_at,
        };
        place(&mut facts.handoffs, handoff, |handoff| handoff.id.0);
    }
    fn remove(facts: &mut Facts, id: Uuid) {
        take(&mut facts.handoffs, id, |handoff| handoff.id.0);
    }
}
