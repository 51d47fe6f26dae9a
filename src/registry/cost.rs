//! Money that serving the account took.

use entity::cost::{Column, Model};
use entity::enums::{CostKind, HistoryKind, RecordKind};
use uuid::Uuid;

use super::{HistoryLine, Record, fact_head, midnight, place, take};
use crate::domain::facts::{self, Facts};

impl Record for Model {
    const KIND: RecordKind = RecordKind::Cost;
    const TYPE: &'static str = "Cost";
    fact_head!();

    fn history(&self) -> Option<HistoryLine> {
        let what = match self.kind {
            CostKind::Cost => "A cost",
            CostKind::Concession => "A concession",
            CostKind::Credit => "A credit",
            CostKind::Refund => "A refund",
        };
        let occurred_at = midnight(self.on);
        Some(HistoryLine { kind: HistoryKind::Cost, occurred_at, summary: format!("{what} was booked") })
    }

    fn put(&self, facts: &mut Facts) {
        let cost = facts::Cost {
            id: self.id,
            external_id: self.external_id.clone(),
            kind: Some(self.kind),
            on: Some(self.on),
            amount_minor: Some(self.amount_minor),
            currency: Some(self.currency.clone()),
        };
        place(&mut facts.costs, cost, |cost| cost.id.0);
    }
    fn remove(facts: &mut Facts, id: Uuid) {
        take(&mut facts.costs, id, |cost| cost.id.0);
    }
}
