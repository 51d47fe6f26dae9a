//! What really happened to a contract.

use entity::enums::{HistoryKind, OutcomeKind};
use entity::outcome::{Column, Model};

use super::{HistoryLine, Record, fact_head, midnight};
use crate::domain::facts;

impl Record for Model {
    fact_head!(Outcome);

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

    fn fact(&self) -> Self::Fact {
        facts::Outcome { id: self.id, external_id: self.external_id.clone(), kind: Some(self.kind), on: self.on }
    }
}
