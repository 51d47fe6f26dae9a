//! A person at the customer.

use entity::contact::{Column, Model};
use entity::enums::HistoryKind;

use super::{HistoryLine, Record, fact_head};
use crate::domain::facts;

impl Record for Model {
    fact_head!(Contact);

    fn history(&self) -> Option<HistoryLine> {
        let summary = match &self.title {
            Some(title) => format!("Contact {}, {title}", self.name),
            None => format!("Contact {}", self.name),
        };
        Some(HistoryLine { kind: HistoryKind::Contact, occurred_at: self.recorded_at, summary })
    }

    fn fact(&self) -> Self::Fact {
        facts::Contact {
            id: self.id,
            external_id: self.external_id.clone(),
            seniority: self.seniority,
            renewal_influence: self.renewal_influence,
            left_at: self.left_at,
        }
    }
}
