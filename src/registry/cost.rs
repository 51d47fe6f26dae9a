//! Money that serving the account took.

use entity::cost::{Column, Model};
use entity::enums::{CostKind, HistoryKind};

use super::{HistoryLine, Record, fact_head, midnight};
use crate::domain::facts;

impl Record for Model {
    fact_head!(Cost);

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

    fn fact(&self) -> Self::Fact {
        facts::Cost {
            id: self.id,
            external_id: self.external_id.clone(),
            kind: Some(self.kind),
            on: Some(self.on),
            amount_minor: Some(self.amount_minor),
            currency: Some(self.currency.clone()),
        }
    }
}
