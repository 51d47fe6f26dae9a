//! What an advocate did, as a system sends it.

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::NaiveDate;
use entity::advocacy_act;
use entity::enums::{ActKind, RecordKind};

use super::gaps::{Gaps, date, said};
use super::merge::{Merge, fact};
use super::reference::{ExternalIdInput, Reference, stated};
use super::row::{Row, common};
use super::value;
use crate::domain::facts;
use crate::scalar::{Date, DateTime};

/// What an advocate did.
#[derive(Clone, Debug, Default, InputObject)]
pub struct AdvocacyActRowInput {
    /// Its key in the system that sends it, 1 to 255 characters.
    pub external_id: ID,
    /// The source's own stamp of the record: an older one than the stored changes nothing (STALE), and one that lies ahead of the clock is refused (INVALID).
    pub updated_at: Option<DateTime>,
    /// The account it belongs to; a new record needs it, and a later one that names another account moves the record there.
    pub account: MaybeUndefined<ExternalIdInput>,
    /// Who did it.
    pub contact: MaybeUndefined<ExternalIdInput>,
    /// What; a new record needs it.
    pub kind: MaybeUndefined<ActKind>,
    /// When; a new record needs it.
    pub on: MaybeUndefined<Date>,
    /// Where it can be seen: an address that begins with http:// or https://.
    pub url: MaybeUndefined<String>,
    /// More about it, up to 10,000 characters.
    pub note: MaybeUndefined<String>,
}

impl Row for AdvocacyActRowInput {
    type Model = advocacy_act::Model;

    common!();

    fn references(&self) -> Vec<Reference<'_>> {
        stated(RecordKind::Contact, [&self.contact])
    }

    fn merge(&self, m: &mut Merge<'_, Self::Model>) -> Self::Model {
        fact!(advocacy_act, m, {
            contact_id: m.reference("contact", RecordKind::Contact, &self.contact, |b| b.contact_id),
            kind: m.required("kind", &self.kind, value::plain, |b| b.kind, ActKind::Other),
            on: m.required("on", &self.on, value::date, |b| b.on, NaiveDate::default()),
            url: m.optional("url", &self.url, value::url, |b| b.url.clone()),
            note: m.optional("note", &self.note, value::text, |b| b.note.clone()),
        })
    }

    fn fact(&self, gaps: &mut Gaps) -> facts::AdvocacyAct {
        facts::AdvocacyAct {
            id: gaps.id(RecordKind::AdvocacyAct, &self.external_id),
            contact: gaps.reference(RecordKind::Contact, &self.contact),
            kind: said(&self.kind),
            on: date(&self.on),
            external_id: self.external_id.0.clone(),
        }
    }
}
