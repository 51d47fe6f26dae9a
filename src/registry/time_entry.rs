//! Minutes that serving the account took.

use entity::time_entry::{Column, Model};

use super::{Record, fact_head};
use crate::domain::facts;

impl Record for Model {
    fact_head!(TimeEntry);

    fn fact(&self) -> Self::Fact {
        facts::TimeEntry {
            id: self.id,
            external_id: self.external_id.clone(),
            member: self.member_id,
            on: Some(self.on),
            minutes: Some(self.minutes),
        }
    }
}
