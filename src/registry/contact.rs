//! A person at the customer.

use entity::contact::{Column, Model};
use entity::enums::{HistoryKind, RecordKind};
use uuid::Uuid;

use super::{HistoryLine, Record, fact_head, place, take};
use crate::domain::facts::{self, Facts};

impl Record for Model {
    const KIND: RecordKind = RecordKind::Contact;
    const TYPE: &'static str = "Contact";
    fact_head!();

    fn history(&self) -> Option<HistoryLine> {
        let summary = match &self.title {
            Some(title) => format!("Contact {}, {title}", self.name),
            None => format!("Contact {}", self.name),
        };
        Some(HistoryLine { kind: HistoryKind::Contact, occurred_at: self.recorded_at, summary })
    }

    fn put(&self, facts: &mut Facts) {
        let contact = facts::Contact {
            id: self.id,
            external_id: self.external_id.clone(),
            seniority: self.seniority,
            renewal_influence: self.renewal_influence,
            left_at: self.left_at,
        };
        place(&mut facts.contacts, contact, |contact| contact.id.0);
    }
    fn remove(facts: &mut Facts, id: Uuid) {
        take(&mut facts.contacts, id, |contact| contact.id.0);
    }
}
