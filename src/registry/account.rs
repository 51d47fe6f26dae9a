//! A customer company.

use chrono::{DateTime, Utc};
use entity::account::{Column, Model};
use entity::enums::{HistoryKind, RecordKind};
use entity::ids::AccountId;
use uuid::Uuid;

use super::{HistoryLine, Record};
use crate::domain::facts::{self, Facts};

impl Record for Model {
    const KIND: RecordKind = RecordKind::Account;
    const ID: Column = Column::Id;
    const ACCOUNT: Option<Column> = Some(Column::Id);

    fn account(&self) -> Option<AccountId> {
        Some(self.id)
    }
    fn key(&self) -> Uuid {
        self.id.0
    }
    fn system(&self) -> Option<&str> {
        None
    }
    fn external_id(&self) -> Option<&str> {
        None
    }
    fn version(&self) -> i32 {
        self.version
    }
    fn recorded_at(&self) -> DateTime<Utc> {
        self.recorded_at
    }

    fn history(&self) -> Option<HistoryLine> {
        let summary = format!("Account {}", self.name);
        Some(HistoryLine { kind: HistoryKind::Account, occurred_at: self.recorded_at, summary })
    }
    fn turns(&self, before: Option<&Self>) -> Vec<HistoryLine> {
        if before.is_none_or(|before| before.team == self.team) {
            return Vec::new();
        }
        let summary = match self.team.0.len() {
            0 => "Nobody is on the team any more".to_owned(),
            1 => "The team changed: 1 person is on it now".to_owned(),
            people => format!("The team changed: {people} people are on it now"),
        };
        vec![HistoryLine { kind: HistoryKind::Team, occurred_at: self.updated_at, summary }]
    }

    type Fact = facts::Account;
    fn fact(&self) -> Self::Fact {
        facts::Account {
            id: self.id,
            status: self.status,
            touch_model: self.touch_model,
            started_on: self.started_on,
            first_value_at: self.first_value_at,
        }
    }
    fn put(&self, facts: &mut Facts) {
        facts.account = self.fact();
        facts.first_seen = Some(self.recorded_at.date_naive());
    }
}
