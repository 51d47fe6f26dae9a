//! A feature of our product: a common fact.

use entity::feature::{Column, Model};

use super::{Record, common_head};
use crate::domain::facts;

impl Record for Model {
    common_head!(Feature);

    fn fact(&self) -> Self::Fact {
        facts::Feature {
            id: self.id,
            external_id: self.external_id.clone(),
            key: self.key,
            plans: self.plans.0.clone(),
        }
    }
}
