//! An interaction, as a system sends it.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::enums::{Channel, Direction, Initiation, MeetingState, Purpose, RecordKind};
use entity::touchpoint;
use entity::values::{ContactIds, TeamMemberIds};

use super::gaps::{Gaps, filled, moment, said};
use super::merge::{Merge, fact};
use super::reference::{ExternalIdInput, Reference, listed};
use super::row::{Row, common};
use super::value;
use crate::domain::facts;
use crate::scalar::DateTime;

/// An interaction.
#[derive(Clone, Debug, Default, InputObject)]
pub struct TouchpointRowInput {
    /// Its key in the system that sends it, 1 to 255 characters.
    pub external_id: ID,
    /// The source's own stamp of the record: an older one than the stored changes nothing (STALE), and one that lies ahead of the clock is refused (INVALID).
    pub updated_at: Option<DateTime>,
    /// The account it belongs to; a new record needs it, and a later one that names another account moves the record there.
    pub account: MaybeUndefined<ExternalIdInput>,
    /// The medium; a new record needs it.
    pub channel: MaybeUndefined<Channel>,
    /// Who spoke; INTERNAL where absent.
    pub direction: MaybeUndefined<Direction>,
    /// What it began from.
    pub initiation: MaybeUndefined<Initiation>,
    /// What became of it; KEPT where absent.
    pub state: MaybeUndefined<MeetingState>,
    /// What it is for.
    pub purpose: MaybeUndefined<Purpose>,
    /// When; a new record needs it.
    pub occurred_at: MaybeUndefined<DateTime>,
    /// Our minutes spent on it, from 0.
    pub minutes: MaybeUndefined<i32>,
    /// What was to be spoken about, up to 10,000 characters.
    pub agenda: MaybeUndefined<String>,
    /// What it was to reach, up to 10,000 characters.
    pub goal: MaybeUndefined<String>,
    /// What it reached, up to 10,000 characters.
    pub outcome: MaybeUndefined<String>,
    /// The customer's sentiment, -1 to 1.
    pub sentiment: MaybeUndefined<f64>,
    /// The contacts it names, the whole list.
    pub contacts: MaybeUndefined<Vec<ExternalIdInput>>,
    /// Our people it names, the whole list.
    pub members: MaybeUndefined<Vec<ExternalIdInput>>,
}

impl Row for TouchpointRowInput {
    type Model = touchpoint::Model;

    common!();

    fn references(&self) -> Vec<Reference<'_>> {
        let mut references = listed(RecordKind::Contact, &self.contacts);
        references.extend(listed(RecordKind::TeamMember, &self.members));
        references
    }

    fn merge(&self, m: &mut Merge<'_, Self::Model>) -> Self::Model {
        fact!(touchpoint, m, {
            channel: m.required("channel", &self.channel, value::plain, |b| b.channel, Channel::Other),
            direction: m.defaulted("direction", &self.direction, value::plain, |b| b.direction, Direction::Internal),
            initiation: m.optional("initiation", &self.initiation, value::plain, |b| b.initiation),
            state: m.defaulted("state", &self.state, value::plain, |b| b.state, MeetingState::Kept),
            purpose: m.optional("purpose", &self.purpose, value::plain, |b| b.purpose),
            occurred_at: m.required("occurredAt", &self.occurred_at, value::moment, |b| b.occurred_at, m.moment),
            minutes: m.optional("minutes", &self.minutes, value::count, |b| b.minutes),
            agenda: m.optional("agenda", &self.agenda, value::text, |b| b.agenda.clone()),
            goal: m.optional("goal", &self.goal, value::text, |b| b.goal.clone()),
            outcome: m.optional("outcome", &self.outcome, value::text, |b| b.outcome.clone()),
            sentiment: m.optional("sentiment", &self.sentiment, value::sentiment, |b| b.sentiment),
            contact_ids: ContactIds(m.references("contacts", RecordKind::Contact, &self.contacts, |b| b.contact_ids.0.clone())),
            member_ids: TeamMemberIds(m.references("members", RecordKind::TeamMember, &self.members, |b| b.member_ids.0.clone())),
        })
    }

    fn fact(&self, gaps: &mut Gaps) -> facts::Touchpoint {
        facts::Touchpoint {
            id: gaps.id(RecordKind::Touchpoint, &self.external_id),
            channel: said(&self.channel),
            direction: said(&self.direction).unwrap_or(Direction::Internal),
            initiation: said(&self.initiation),
            state: said(&self.state).unwrap_or(MeetingState::Kept),
            purpose: said(&self.purpose),
            occurred_at: moment(&self.occurred_at),
            minutes: said(&self.minutes),
            has_outcome: filled(&self.outcome).is_some(),
            sentiment: said(&self.sentiment),
            contacts: gaps.listed(RecordKind::Contact, &self.contacts),
            members: gaps.listed(RecordKind::TeamMember, &self.members),
            external_id: self.external_id.0.clone(),
        }
    }
}
