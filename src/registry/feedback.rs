//! What the customer said works or not.

use entity::enums::HistoryKind;
use entity::feedback::{Column, Model};

use super::{HistoryLine, Record, fact_head, short};
use crate::domain::facts;

impl Record for Model {
    fact_head!(Feedback);

    fn history(&self) -> Option<HistoryLine> {
        let about = self.about.as_ref().map(|about| format!(" about {about}")).unwrap_or_default();
        let occurred_at = self.received_at;
        Some(HistoryLine {
            kind: HistoryKind::Feedback,
            occurred_at,
            summary: format!("Feedback{about}: {}", short(&self.text)),
        })
    }

    fn fact(&self) -> Self::Fact {
        facts::Feedback {
            id: self.id,
            external_id: self.external_id.clone(),
            received_at: Some(self.received_at),
            closed_at: self.closed_at,
            customer_told_at: self.customer_told_at,
        }
    }
}
