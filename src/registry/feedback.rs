//! What the customer said works or not.

use entity::enums::{HistoryKind, RecordKind};
use entity::feedback::{Column, Model};
use uuid::Uuid;

use super::{HistoryLine, Record, fact_head, place, short, take};
use crate::domain::facts::{self, Facts};

impl Record for Model {
    const KIND: RecordKind = RecordKind::Feedback;
    const TYPE: &'static str = "Feedback";
    fact_head!();

    fn history(&self) -> Option<HistoryLine> {
        let about = self.about.as_ref().map(|about| format!(" about {about}")).unwrap_or_default();
        let occurred_at = self.received_at;
        Some(HistoryLine {
            kind: HistoryKind::Feedback,
            occurred_at,
            summary: format!("Feedback{about}: {}", short(&self.text)),
        })
    }

    fn put(&self, facts: &mut Facts) {
        let feedback = facts::Feedback {
            id: self.id,
            external_id: self.external_id.clone(),
            received_at: Some(self.received_at),
            closed_at: self.closed_at,
            customer_told_at: self.customer_told_at,
        };
        place(&mut facts.feedback, feedback, |feedback| feedback.id.0);
    }
    fn remove(facts: &mut Facts, id: Uuid) {
        take(&mut facts.feedback, id, |feedback| feedback.id.0);
    }
}
