//! A person on our side: a common fact.

use entity::team_member::{Column, Model};

use super::{Record, common_head};
use crate::domain::facts;

impl Record for Model {
    common_head!(TeamMember);

    fn fact(&self) -> Self::Fact {
        facts::TeamMember { id: self.id, department: Some(self.department) }
    }
}
