//! An expectation we set.

use entity::enums::{HistoryKind, PromiseOutcome, RecordKind};
use entity::promise::{Column, Model};
use uuid::Uuid;

use super::{HistoryLine, Record, fact_head, midnight, place, short, take};
use crate::domain::facts::{self, Facts};

impl Record for Model {
    const KIND: RecordKind = RecordKind::Promise;
    const TYPE: &'static str = "Promise";
    fact_head!();

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

    fn put(&self, facts: &mut Facts) {
        let promise = facts::Promise {
            id: self.id,
            external_id: self.external_id.clone(),
            due_on: Some(self.due_on),
            outcome: self.outcome,
            ended_on: self.ended_on,
        };
        place(&mut facts.promises, promise, |promise| promise.id.0);
    }
    fn remove(facts: &mut Facts, id: Uuid) {
        take(&mut facts.promises, id, |promise| promise.id.0);
    }
}
