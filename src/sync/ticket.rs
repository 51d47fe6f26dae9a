//! A support case, as a system sends it.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::enums::{RecordKind, TicketSeverity};
use entity::ticket;

use super::gaps::{Gaps, moment, said};
use super::merge::{Merge, fact};
use super::reference::{ExternalIdInput, Reference, stated};
use super::row::{Row, common};
use super::value;
use crate::domain::facts;
use crate::scalar::DateTime;

/// A support case.
#[derive(Clone, Debug, Default, InputObject)]
pub struct TicketRowInput {
    /// Its key in the system that sends it, 1 to 255 characters.
    pub external_id: ID,
    /// The source's own stamp of the record: an older one than the stored changes nothing (STALE), and one that lies ahead of the clock is refused (INVALID).
    pub updated_at: Option<DateTime>,
    /// The account it belongs to; a new record needs it, and a later one that names another account moves the record there.
    pub account: MaybeUndefined<ExternalIdInput>,
    /// Who opened it.
    pub contact: MaybeUndefined<ExternalIdInput>,
    /// What it is about, up to 255 characters.
    pub subject: MaybeUndefined<String>,
    /// How bad it is; SEV3 where absent.
    pub severity: MaybeUndefined<TicketSeverity>,
    /// When it was opened; a new record needs it.
    pub opened_at: MaybeUndefined<DateTime>,
    /// When it was closed.
    pub closed_at: MaybeUndefined<DateTime>,
    /// By when it is to be closed, where it has a target of its own.
    pub target_at: MaybeUndefined<DateTime>,
    /// Whether it was solved at first contact; null: not known.
    pub first_contact_resolved: MaybeUndefined<bool>,
    /// How often it was opened again, from 0; 0 where absent.
    pub reopens: MaybeUndefined<i32>,
    /// Whether the customer escalated it; no where absent.
    pub escalated: MaybeUndefined<bool>,
    /// The customer's effort, as the source scales it, from 0.
    pub effort: MaybeUndefined<i32>,
    /// Our minutes spent on it, from 0.
    pub minutes: MaybeUndefined<i32>,
}

impl Row for TicketRowInput {
    type Model = ticket::Model;

    common!();

    fn references(&self) -> Vec<Reference<'_>> {
        stated(RecordKind::Contact, [&self.contact])
    }

    fn merge(&self, m: &mut Merge<'_, Self::Model>) -> Self::Model {
        fact!(ticket, m, {
            contact_id: m.reference("contact", RecordKind::Contact, &self.contact, |b| b.contact_id),
            subject: m.optional("subject", &self.subject, value::line, |b| b.subject.clone()),
            severity: m.defaulted("severity", &self.severity, value::plain, |b| b.severity, TicketSeverity::Sev3),
            opened_at: m.required("openedAt", &self.opened_at, value::moment, |b| b.opened_at, m.moment),
            closed_at: m.optional("closedAt", &self.closed_at, value::moment, |b| b.closed_at),
            target_at: m.optional("targetAt", &self.target_at, value::moment, |b| b.target_at),
            first_contact_resolved: m.optional("firstContactResolved", &self.first_contact_resolved, value::plain, |b| b.first_contact_resolved),
            reopens: m.defaulted("reopens", &self.reopens, value::count, |b| b.reopens, 0),
            escalated: m.defaulted("escalated", &self.escalated, value::plain, |b| b.escalated, false),
            effort: m.optional("effort", &self.effort, value::count, |b| b.effort),
            minutes: m.optional("minutes", &self.minutes, value::count, |b| b.minutes),
        })
    }

    fn fact(&self, gaps: &mut Gaps) -> facts::Ticket {
        facts::Ticket {
            id: gaps.id(RecordKind::Ticket, &self.external_id),
            severity: said(&self.severity).unwrap_or(TicketSeverity::Sev3),
            opened_at: moment(&self.opened_at),
            closed_at: moment(&self.closed_at),
            target_at: moment(&self.target_at),
            first_contact_resolved: said(&self.first_contact_resolved),
            reopens: said(&self.reopens).unwrap_or(0),
            escalated: said(&self.escalated).unwrap_or(false),
            minutes: said(&self.minutes),
            external_id: self.external_id.0.clone(),
        }
    }
}
