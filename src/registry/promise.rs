//! An expectation we set.

use entity::enums::{HistoryKind, PromiseOutcome};
use entity::promise::{Column, Model};

use super::{HistoryLine, Record, fact_head, midnight, short};
use crate::domain::facts;

impl Record for Model {
    fact_head!(Promise);

    fn history(&self) -> Option<HistoryLine> {
        let what = match self.outcome {
            None => format!("Promise, due on {}", self.due_on),
            Some(PromiseOutcome::Met) => "Promise kept".to_owned(),
            Some(PromiseOutcome::Exceeded) => "Promise more than kept".to_owned(),
            Some(PromiseOutcome::Missed) => "Promise broken".to_owned(),
            Some(PromiseOutcome::Released) => "Promise released by the customer".to_owned(),
        };
        let occurred_at = self.ended_on.map_or(self.recorded_at, midnight);
        Some(HistoryLine { kind: HistoryKind::Promise, occurred_at, summary: format!("{what}: {}", short(&self.text)) })
    }

    fn fact(&self) -> Self::Fact {
        facts::Promise {
            id: self.id,
            external_id: self.external_id.clone(),
            due_on: Some(self.due_on),
            outcome: self.outcome,
            ended_on: self.ended_on,
        }
    }
}
