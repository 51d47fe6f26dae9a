//! The transfer of an account between our people.

use entity::enums::HistoryKind;
use entity::handoff::{Column, Model};

use super::{HistoryLine, Record, fact_head, midnight};
use crate::domain::facts;

impl Record for Model {
    fact_head!(Handoff);

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

    fn fact(&self) -> Self::Fact {
        facts::Handoff {
            id: self.id,
            external_id: self.external_id.clone(),
            from: self.from_id,
            to: self.to_id,
            signed_on: self.signed_on,
            accepted_at: self.accepted_at,
            sent_back_at: self.sent_back_at,
            kickoff_at: self.kickoff_at,
        }
    }
}
