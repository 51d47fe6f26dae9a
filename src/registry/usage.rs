//! Use of the product over a day or longer: a bulk fact.

use std::sync::Arc;

use chrono::NaiveDate;
use entity::enums::RecordKind;
use entity::usage::{Column, Model};
use uuid::Uuid;

use super::{Record, fact_head, place, take};
use crate::domain::facts::{self, Facts};

impl Record for Model {
    const KIND: RecordKind = RecordKind::Usage;
    const TYPE: &'static str = "Usage";
    const ENDED: Option<Column> = Some(Column::EndedAt);
    fact_head!();

    fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        Some((self.from, self.to))
    }

    fn put(&self, facts: &mut Facts) {
        let usage = facts::Usage {
            id: self.id,
            from: self.from,
            to: self.to,
            user: self.user.as_deref().map(Arc::from),
            feature: self.feature.as_deref().map(Arc::from),
            uses: self.uses,
            sessions: self.sessions,
            seconds: self.seconds,
            active_users: self.active_users,
        };
        place(&mut facts.usage, usage, |usage| usage.id.0);
    }
    fn remove(facts: &mut Facts, id: Uuid) {
        take(&mut facts.usage, id, |usage| usage.id.0);
    }
}
