//! Minutes that serving the account took, as a system sends them.

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::NaiveDate;
use entity::enums::RecordKind;
use entity::time_entry;

use super::gaps::{Gaps, date, said};
use super::merge::{Merge, fact};
use super::reference::{ExternalIdInput, Reference, stated};
use super::row::{Row, common};
use super::value;
use crate::domain::facts;
use crate::scalar::{Date, DateTime};

/// Minutes that serving the account took.
#[derive(Clone, Debug, Default, InputObject)]
pub struct TimeEntryRowInput {
    /// Its key in the system that sends it, 1 to 255 characters.
    pub external_id: ID,
    /// The source's own stamp of the record: an older one than the stored changes nothing (STALE), and one that lies ahead of the clock is refused (INVALID).
    pub updated_at: Option<DateTime>,
    /// The account it belongs to; a new record needs it, and a later one that names another account moves the record there.
    pub account: MaybeUndefined<ExternalIdInput>,
    /// Whose minutes.
    pub member: MaybeUndefined<ExternalIdInput>,
    /// The day they count on; a new record needs it.
    pub on: MaybeUndefined<Date>,
    /// How many, from 0; a new record needs it.
    pub minutes: MaybeUndefined<i32>,
    /// What was done, up to 255 characters.
    pub activity: MaybeUndefined<String>,
    /// More about it, up to 10,000 characters.
    pub note: MaybeUndefined<String>,
}

impl Row for TimeEntryRowInput {
    type Model = time_entry::Model;

    common!();

    fn references(&self) -> Vec<Reference<'_>> {
        stated(RecordKind::TeamMember, [&self.member])
    }

    fn merge(&self, m: &mut Merge<'_, Self::Model>) -> Self::Model {
        fact!(time_entry, m, {
            member_id: m.reference("member", RecordKind::TeamMember, &self.member, |b| b.member_id),
            on: m.required("on", &self.on, value::date, |b| b.on, NaiveDate::default()),
            minutes: m.required("minutes", &self.minutes, value::count, |b| b.minutes, 0),
            activity: m.optional("activity", &self.activity, value::line, |b| b.activity.clone()),
            note: m.optional("note", &self.note, value::text, |b| b.note.clone()),
        })
    }

    fn fact(&self, gaps: &mut Gaps) -> facts::TimeEntry {
        facts::TimeEntry {
            id: gaps.id(RecordKind::TimeEntry, &self.external_id),
            member: gaps.reference(RecordKind::TeamMember, &self.member),
            on: date(&self.on),
            minutes: said(&self.minutes),
            external_id: self.external_id.0.clone(),
        }
    }
}
