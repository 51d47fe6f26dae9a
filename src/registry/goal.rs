//! An outcome the customer wants.

use entity::enums::{HistoryKind, RecordKind};
use entity::goal::{Column, Model};
use uuid::Uuid;

use super::{HistoryLine, Record, fact_head, midnight, place, take};
use crate::domain::facts::{self, Facts};

impl Record for Model {
    const KIND: RecordKind = RecordKind::Goal;
    const TYPE: &'static str = "Goal";
    fact_head!();

    fn history(&self) -> Option<HistoryLine> {
        let occurred_at = midnight(self.start_on);
        Some(HistoryLine { kind: HistoryKind::Goal, occurred_at, summary: format!("Goal: {}", self.name) })
    }

    fn put(&self, facts: &mut Facts) {
        let goal = facts::Goal {
            id: self.id,
            external_id: self.external_id.clone(),
            baseline: self.baseline,
            target: self.target,
            start_on: Some(self.start_on),
            due_on: Some(self.due_on),
            abandoned: self.abandoned,
            values: self.values.0.clone(),
            accepted_at: self.accepted_at,
        };
        place(&mut facts.goals, goal, |goal| goal.id.0);
    }
    fn remove(facts: &mut Facts, id: Uuid) {
        take(&mut facts.goals, id, |goal| goal.id.0);
    }
}
