//! The transfer of an account between our people, as a system sends it.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::enums::RecordKind;
use entity::handoff;

use super::gaps::{Gaps, date, moment};
use super::merge::{Merge, fact};
use super::reference::{ExternalIdInput, Reference, stated};
use super::row::{Row, common};
use super::value;
use crate::domain::facts;
use crate::scalar::{Date, DateTime};

/// The transfer from sales to customer success.
#[derive(Clone, Debug, Default, InputObject)]
pub struct HandoffRowInput {
    /// Its key in the system that sends it, 1 to 255 characters.
    pub external_id: ID,
    /// The source's own stamp of the record: an older one than the stored changes nothing (STALE), and one that lies ahead of the clock is refused (INVALID).
    pub updated_at: Option<DateTime>,
    /// The account it belongs to; a new record needs it, and a later one that names another account moves the record there.
    pub account: MaybeUndefined<ExternalIdInput>,
    /// Who hands over.
    pub from: MaybeUndefined<ExternalIdInput>,
    /// Who receives.
    pub to: MaybeUndefined<ExternalIdInput>,
    /// When the contract was signed.
    pub signed_on: MaybeUndefined<Date>,
    /// When it was offered.
    pub offered_at: MaybeUndefined<DateTime>,
    /// When it was accepted.
    pub accepted_at: MaybeUndefined<DateTime>,
    /// When it was sent back.
    pub sent_back_at: MaybeUndefined<DateTime>,
    /// Why it was sent back, up to 10,000 characters.
    pub reason: MaybeUndefined<String>,
    /// When the kickoff is or was.
    pub kickoff_at: MaybeUndefined<DateTime>,
}

impl Row for HandoffRowInput {
    type Model = handoff::Model;

    common!();

    fn references(&self) -> Vec<Reference<'_>> {
        stated(RecordKind::TeamMember, [&self.from, &self.to])
    }

    fn merge(&self, m: &mut Merge<'_, Self::Model>) -> Self::Model {
        fact!(handoff, m, {
            from_id: m.reference("from", RecordKind::TeamMember, &self.from, |b| b.from_id),
            to_id: m.reference("to", RecordKind::TeamMember, &self.to, |b| b.to_id),
            signed_on: m.optional("signedOn", &self.signed_on, value::date, |b| b.signed_on),
            offered_at: m.optional("offeredAt", &self.offered_at, value::moment, |b| b.offered_at),
            accepted_at: m.optional("acceptedAt", &self.accepted_at, value::moment, |b| b.accepted_at),
            sent_back_at: m.optional("sentBackAt", &self.sent_back_at, value::moment, |b| b.sent_back_at),
            reason: m.optional("reason", &self.reason, value::text, |b| b.reason.clone()),
            kickoff_at: m.optional("kickoffAt", &self.kickoff_at, value::moment, |b| b.kickoff_at),
        })
    }

    fn fact(&self, gaps: &mut Gaps) -> facts::Handoff {
        facts::Handoff {
            id: gaps.id(RecordKind::Handoff, &self.external_id),
            from: gaps.reference(RecordKind::TeamMember, &self.from),
            to: gaps.reference(RecordKind::TeamMember, &self.to),
            signed_on: date(&self.signed_on),
            accepted_at: moment(&self.accepted_at),
            sent_back_at: moment(&self.sent_back_at),
            kickoff_at: moment(&self.kickoff_at),
            external_id: self.external_id.0.clone(),
        }
    }
}
