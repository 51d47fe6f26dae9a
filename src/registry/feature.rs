//! A feature of our product: a common fact.

use std::sync::Arc;

use entity::enums::RecordKind;
use entity::feature::{Column, Model};
use uuid::Uuid;

use super::{Record, common_head, place, take};
use crate::domain::facts::{self, Facts};

impl Record for Model {
    const KIND: RecordKind = RecordKind::Feature;
    const TYPE: &'static str = "Feature";
    common_head!();

    fn put(&self, facts: &mut Facts) {
        let feature = facts::Feature {
            id: self.id,
            external_id: self.external_id.clone(),
            key: self.key,
            plans: self.plans.0.clone(),
        };
        place(Arc::make_mut(&mut facts.features), feature, |feature| feature.id.0);
    }
    fn remove(facts: &mut Facts, id: Uuid) {
        take(Arc::make_mut(&mut facts.features), id, |feature| feature.id.0);
    }
}
