//! A feature of our product, as a system sends it.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::enums::RecordKind;
use entity::feature;
use entity::values::Words;

use super::gaps::{Gaps, said};
use super::merge::{Merge, record};
use super::row::{Row, common};
use super::value;
use crate::domain::facts;
use crate::scalar::DateTime;

/// A feature of our product.
#[derive(Clone, Debug, Default, InputObject)]
pub struct FeatureRowInput {
    /// Its key in the system that sends it, 1 to 255 characters.
    pub external_id: ID,
    /// The source's own stamp of the record: an older one than the stored changes nothing (STALE), and one that lies ahead of the clock is refused (INVALID).
    pub updated_at: Option<DateTime>,
    /// Its name, up to 255 characters; a new record needs it.
    pub name: MaybeUndefined<String>,
    /// Whether who uses it stays; no where absent.
    pub key: MaybeUndefined<bool>,
    /// The plans that include it, the whole list, at most 100, each up to 255 characters; none: every plan.
    pub plans: MaybeUndefined<Vec<String>>,
}

impl Row for FeatureRowInput {
    type Model = feature::Model;

    common!(no account);

    fn merge(&self, m: &mut Merge<'_, Self::Model>) -> Self::Model {
        record!(feature, m, {
            name: m.required("name", &self.name, value::line, |b| b.name.clone(), String::new()),
            key: m.defaulted("key", &self.key, value::plain, |b| b.key, false),
            plans: m.defaulted("plans", &self.plans, value::words, |b| b.plans.clone(), Words::default()),
        })
    }

    fn fact(&self, gaps: &mut Gaps) -> facts::Feature {
        facts::Feature {
            id: gaps.id(RecordKind::Feature, &self.external_id),
            key: said(&self.key).unwrap_or(false),
            plans: said(&self.plans).unwrap_or_default(),
            external_id: self.external_id.0.clone(),
        }
    }
}
