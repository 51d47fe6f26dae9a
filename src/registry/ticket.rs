//! A support case.

use entity::enums::HistoryKind;
use entity::ticket::{Column, Model};

use super::{HistoryLine, Record, fact_head};
use crate::domain::facts;

impl Record for Model {
    fact_head!(Ticket);

    fn history(&self) -> Option<HistoryLine> {
        let severity = self.severity.word();
        let summary = match &self.subject {
            Some(subject) => format!("Ticket ({severity}): {subject}"),
            None => format!("Ticket ({severity})"),
        };
        Some(HistoryLine { kind: HistoryKind::Ticket, occurred_at: self.opened_at, summary })
    }

    fn fact(&self) -> Self::Fact {
        facts::Ticket {
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
        }
    }
}
