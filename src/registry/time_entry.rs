//! Minutes that serving the account took.

use entity::enums::RecordKind;
use entity::time_entry::{Column, Model};
use uuid::Uuid;

use super::{Record, fact_head, place, take};
use crate::domain::facts::{self, Facts};

impl Record for Model {
    const KIND: RecordKind = RecordKind::TimeEntry;
    const TYPE: &'static str = "TimeEntry";
    fact_head!();

    fn put(&self, facts: &mut Facts) {
        let entry = facts::TimeEntry {
            id: self.id,
            external_id: self.external_id.clone(),
            member: self.member_id,
            on: Some(self.on),
            minutes: Some(self.minutes),
        };
        place(&mut facts.time_entries, entry, |entry| entry.id.0);
    }
    fn remove(facts: &mut Facts, id: Uuid) {
        take(&mut facts.time_entries, id, |entry| entry.id.0);
    }
}
