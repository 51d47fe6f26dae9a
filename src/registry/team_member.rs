//! A person on our side: a common fact.

use std::sync::Arc;

use entity::enums::RecordKind;
use entity::team_member::{Column, Model};
use uuid::Uuid;

use super::{Record, common_head, place, take};
use crate::domain::facts::{self, Facts};

impl Record for Model {
    const KIND: RecordKind = RecordKind::TeamMember;
    const TYPE: &'static str = "TeamMember";
    common_head!();

    fn put(&self, facts: &mut Facts) {
        let member = facts::TeamMember { id: self.id, department: Some(self.department) };
        place(Arc::make_mut(&mut facts.team_members), member, |member| member.id.0);
    }
    fn remove(facts: &mut Facts, id: Uuid) {
        take(Arc::make_mut(&mut facts.team_members), id, |member| member.id.0);
    }
}
