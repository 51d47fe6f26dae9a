//! What the customer said works or not, as a system sends it.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::enums::RecordKind;
use entity::feedback;

use super::gaps::{Gaps, moment};
use super::merge::{Merge, fact};
use super::reference::{ExternalIdInput, Reference, stated};
use super::row::{Row, common};
use super::value;
use crate::domain::facts;
use crate::scalar::DateTime;

/// What the customer said works or not.
#[derive(Clone, Debug, Default, InputObject)]
pub struct FeedbackRowInput {
    /// Its key in the system that sends it, 1 to 255 characters.
    pub external_id: ID,
    /// The source's own stamp of the record: an older one than the stored changes nothing (STALE), and one that lies ahead of the clock is refused (INVALID).
    pub updated_at: Option<DateTime>,
    /// The account it belongs to; a new record needs it, and a later one that names another account moves the record there.
    pub account: MaybeUndefined<ExternalIdInput>,
    /// Who said it.
    pub contact: MaybeUndefined<ExternalIdInput>,
    /// When; a new record needs it.
    pub received_at: MaybeUndefined<DateTime>,
    /// What they said, up to 10,000 characters; a new record needs it.
    pub text: MaybeUndefined<String>,
    /// What it is about, up to 255 characters.
    pub about: MaybeUndefined<String>,
    /// When it was dealt with.
    pub closed_at: MaybeUndefined<DateTime>,
    /// When the customer was told.
    pub customer_told_at: MaybeUndefined<DateTime>,
}

impl Row for FeedbackRowInput {
    type Model = feedback::Model;

    common!();

    fn references(&self) -> Vec<Reference<'_>> {
        stated(RecordKind::Contact, [&self.contact])
    }

    fn merge(&self, m: &mut Merge<'_, Self::Model>) -> Self::Model {
        fact!(feedback, m, {
            contact_id: m.reference("contact", RecordKind::Contact, &self.contact, |b| b.contact_id),
            received_at: m.required("receivedAt", &self.received_at, value::moment, |b| b.received_at, m.moment),
            text: m.required("text", &self.text, value::text, |b| b.text.clone(), String::new()),
            about: m.optional("about", &self.about, value::line, |b| b.about.clone()),
            closed_at: m.optional("closedAt", &self.closed_at, value::moment, |b| b.closed_at),
            customer_told_at: m.optional("customerToldAt", &self.customer_told_at, value::moment, |b| b.customer_told_at),
        })
    }

    fn fact(&self, gaps: &mut Gaps) -> facts::Feedback {
        facts::Feedback {
            id: gaps.id(RecordKind::Feedback, &self.external_id),
            received_at: moment(&self.received_at),
            closed_at: moment(&self.closed_at),
            customer_told_at: moment(&self.customer_told_at),
            external_id: self.external_id.0.clone(),
        }
    }
}
