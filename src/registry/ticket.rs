//! A support case.

use entity::enums::{HistoryKind, RecordKind};
use entity::ticket::{Column, Model};
use uuid::Uuid;

use super::{HistoryLine, Record, fact_head, place, take};
use crate::domain::facts::{self, Facts};

impl Record for Model {
    const KIND: RecordKind = RecordKind::Ticket;
    const TYPE: &'static str = "Ticket";
    fact_head!();

    fn history(&self) -> Option<HistoryLine> {
        let severity = self.severity.word();
        let summary = match &self.subject {
            Some(subject) => format!("Ticket ({severity}): {subject}"),
            None => format!("Ticket ({severity})"),
        };
        Some(HistoryLine { kind: HistoryKind::Ticket, occurred_at: self.opened_at, summary })
    }

    fn put(&self, facts: &mut Facts) {
        let ticket = facts::Ticket {
            id: self.id,
            external_id: self.external_id.clone(),
            severity: self.severity,
            opened_at: Some(self.opened_at),
            closed_at: self.closed_at,
            target_at: self.target_at,
            first_contact_resolved: self.first_contact_resolved,
            reopens: self.reopens,
            escalated: self.escalated,
            minutes: self.minutes,
        };
        place(&mut facts.tickets, ticket, |ticket| ticket.id.0);
    }
    fn remove(facts: &mut Facts, id: Uuid) {
        take(&mut facts.tickets, id, |ticket| ticket.id.0);
    }
}
