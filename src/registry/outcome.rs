//! What really happened to a contract.

use entity::enums::{HistoryKind, OutcomeKind, RecordKind};
use entity::outcome::{Column, Model};
use uuid::Uuid;

use super::{HistoryLine, Record, fact_head, midnight, place, take};
use crate::domain::facts::{self, Facts};

impl Record for Model {
    const KIND: RecordKind = RecordKind::Outcome;
    const TYPE: &'static str = "Outcome";
    fact_head!();

    fn history(&self) -> Option<HistoryLine> {
        let what = match self.kind {
            OutcomeKind::Renewed => "Renewed",
            OutcomeKind::Churned => "Churned",
            OutcomeKind::Expanded => "Expanded",
            OutcomeKind::Contracted => "Contracted",
            OutcomeKind::Reactivated => "Came back",
        };
        let occurred_at = self.on.map_or(self.recorded_at, midnight);
        Some(HistoryLine { kind: HistoryKind::Outcome, occurred_at, summary: what.to_owned() })
    }

    fn put(&self, facts: &mut Facts) {
        let outcome =
            facts::Outcome { id: self.id, external_id: self.external_id.clone(), kind: Some(self.kind), on: self.on };
        place(&mut facts.outcomes, outcome, |outcome| outcome.id.0);
    }
    fn remove(facts: &mut Facts, id: Uuid) {
        take(&mut facts.outcomes, id, |outcome| outcome.id.0);
    }
}
