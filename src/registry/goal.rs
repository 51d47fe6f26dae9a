//! An outcome the customer wants.

use entity::enums::HistoryKind;
use entity::goal::{Column, Model};

use super::{HistoryLine, Record, fact_head, midnight};
use crate::domain::facts;

impl Record for Model {
    fact_head!(Goal);

    fn history(&self) -> Option<HistoryLine> {
        let occurred_at = midnight(self.start_on);
        Some(HistoryLine { kind: HistoryKind::Goal, occurred_at, summary: format!("Goal: {}", self.name) })
    }

    fn fact(&self) -> Self::Fact {
        facts::Goal {
            id: self.id,
            external_id: self.external_id.clone(),
            baseline: self.baseline,
            target: self.target,
            start_on: Some(self.start_on),
            due_on: Some(self.due_on),
            abandoned: self.abandoned,
            values: self.values.0.clone(),
            accepted_at: self.accepted_at,
        }
    }
}
