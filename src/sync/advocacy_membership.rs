//! Membership of the advocacy programme, as a system sends it.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::advocacy_membership;
use entity::enums::RecordKind;
use entity::values::Words;

use super::gaps::{Gaps, date};
use super::merge::{Merge, fact};
use super::reference::ExternalIdInput;
use super::row::{Row, common};
use super::value;
use crate::domain::facts;
use crate::scalar::{Date, DateTime};

/// Membership of the advocacy programme.
#[derive(Clone, Debug, Default, InputObject)]
pub struct AdvocacyMembershipRowInput {
    /// Its key in the system that sends it, 1 to 255 characters.
    pub external_id: ID,
    /// The source's own stamp of the record: an older one than the stored changes nothing (STALE), and one that lies ahead of the clock is refused (INVALID).
    pub updated_at: Option<DateTime>,
    /// The account it belongs to; a new record needs it, and a later one that names another account moves the record there.
    pub account: MaybeUndefined<ExternalIdInput>,
    /// When they joined.
    pub joined_on: MaybeUndefined<Date>,
    /// When they left.
    pub left_on: MaybeUndefined<Date>,
    /// Why they do it, the whole list, at most 100; each up to 255 characters.
    pub motivations: MaybeUndefined<Vec<String>>,
    /// What they got for it, the whole list, at most 100; each up to 255 characters.
    pub rewards: MaybeUndefined<Vec<String>>,
}

impl Row for AdvocacyMembershipRowInput {
    type Model = advocacy_membership::Model;

    common!();

    fn merge(&self, m: &mut Merge<'_, Self::Model>) -> Self::Model {
        fact!(advocacy_membership, m, {
            joined_on: m.optional("joinedOn", &self.joined_on, value::date, |b| b.joined_on),
            left_on: m.optional("leftOn", &self.left_on, value::date, |b| b.left_on),
            motivations: m.defaulted("motivations", &self.motivations, value::words, |b| b.motivations.clone(), Words::default()),
            rewards: m.defaulted("rewards", &self.rewards, value::words, |b| b.rewards.clone(), Words::default()),
        })
    }

    fn fact(&self, gaps: &mut Gaps) -> facts::AdvocacyMembership {
        let motivations = self.motivations.value().into_iter().flatten();
        facts::AdvocacyMembership {
            id: gaps.id(RecordKind::AdvocacyMembership, &self.external_id),
            joined_on: date(&self.joined_on),
            left_on: date(&self.left_on),
            has_motivations: motivations.filter(|motivation| !motivation.is_empty()).count() > 0,
            external_id: self.external_id.0.clone(),
        }
    }
}
