//! An expectation we set, as a system sends it.

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::NaiveDate;
use entity::enums::{PromiseOutcome, RecordKind};
use entity::promise;

use super::gaps::{Gaps, date, said};
use super::merge::{Merge, fact};
use super::reference::{ExternalIdInput, Reference, stated};
use super::row::{Row, common};
use super::value;
use crate::domain::facts;
use crate::scalar::{Date, DateTime};

/// An expectation we set.
#[derive(Clone, Debug, Default, InputObject)]
pub struct PromiseRowInput {
    /// Its key in the system that sends it, 1 to 255 characters.
    pub external_id: ID,
    /// The source's own stamp of the record: an older one than the stored changes nothing (STALE), and one that lies ahead of the clock is refused (INVALID).
    pub updated_at: Option<DateTime>,
    /// The account it belongs to; a new record needs it, and a later one that names another account moves the record there.
    pub account: MaybeUndefined<ExternalIdInput>,
    /// What was promised, up to 10,000 characters; a new record needs it.
    pub text: MaybeUndefined<String>,
    /// By when; a new record needs it.
    pub due_on: MaybeUndefined<Date>,
    /// What became of it; null: open.
    pub outcome: MaybeUndefined<PromiseOutcome>,
    /// When that was.
    pub ended_on: MaybeUndefined<Date>,
    /// Who promised.
    pub made_by: MaybeUndefined<ExternalIdInput>,
}

impl Row for PromiseRowInput {
    type Model = promise::Model;

    common!();

    fn references(&self) -> Vec<Reference<'_>> {
        stated(RecordKind::TeamMember, [&self.made_by])
    }

    fn merge(&self, m: &mut Merge<'_, Self::Model>) -> Self::Model {
        fact!(promise, m, {
            text: m.required("text", &self.text, value::text, |b| b.text.clone(), String::new()),
            due_on: m.required("dueOn", &self.due_on, value::date, |b| b.due_on, NaiveDate::default()),
            outcome: m.optional("outcome", &self.outcome, value::plain, |b| b.outcome),
            ended_on: m.optional("endedOn", &self.ended_on, value::date, |b| b.ended_on),
            made_by_id: m.reference("madeBy", RecordKind::TeamMember, &self.made_by, |b| b.made_by_id),
        })
    }

    fn fact(&self, gaps: &mut Gaps) -> facts::Promise {
        facts::Promise {
            id: gaps.id(RecordKind::Promise, &self.external_id),
            due_on: date(&self.due_on),
            outcome: said(&self.outcome),
            ended_on: date(&self.ended_on),
            external_id: self.external_id.0.clone(),
        }
    }
}
