//! What really happened to a contract, as a system sends it.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::enums::{OutcomeKind, RecordKind};
use entity::outcome;

use super::gaps::{Gaps, date, said};
use super::merge::{Merge, fact};
use super::reference::{ExternalIdInput, Reference, stated};
use super::row::{Row, common};
use super::value;
use crate::domain::facts;
use crate::scalar::{Date, DateTime};

/// What really happened: renewed, churned and so on.
#[derive(Clone, Debug, Default, InputObject)]
pub struct OutcomeRowInput {
    /// Its key in the system that sends it, 1 to 255 characters.
    pub external_id: ID,
    /// The source's own stamp of the record: an older one than the stored changes nothing (STALE), and one that lies ahead of the clock is refused (INVALID).
    pub updated_at: Option<DateTime>,
    /// The account it belongs to; a new record needs it, and a later one that names another account moves the record there.
    pub account: MaybeUndefined<ExternalIdInput>,
    /// The contract line it happened to.
    pub subscription: MaybeUndefined<ExternalIdInput>,
    /// What happened; a new record needs it.
    pub kind: MaybeUndefined<OutcomeKind>,
    /// When.
    pub on: MaybeUndefined<Date>,
    /// Why, up to 10,000 characters.
    pub reason: MaybeUndefined<String>,
    /// More about it, up to 10,000 characters.
    pub note: MaybeUndefined<String>,
}

impl Row for OutcomeRowInput {
    type Model = outcome::Model;

    common!();

    fn references(&self) -> Vec<Reference<'_>> {
        stated(RecordKind::Subscription, [&self.subscription])
    }

    fn merge(&self, m: &mut Merge<'_, Self::Model>) -> Self::Model {
        fact!(outcome, m, {
            subscription_id: m.reference("subscription", RecordKind::Subscription, &self.subscription, |b| b.subscription_id),
            kind: m.required("kind", &self.kind, value::plain, |b| b.kind, OutcomeKind::Renewed),
            on: m.optional("on", &self.on, value::date, |b| b.on),
            reason: m.optional("reason", &self.reason, value::text, |b| b.reason.clone()),
            note: m.optional("note", &self.note, value::text, |b| b.note.clone()),
        })
    }

    fn fact(&self, gaps: &mut Gaps) -> facts::Outcome {
        facts::Outcome {
            id: gaps.id(RecordKind::Outcome, &self.external_id),
            kind: said(&self.kind),
            on: date(&self.on),
            external_id: self.external_id.0.clone(),
        }
    }
}
