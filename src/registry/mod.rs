//! Every kind of record behind one trait: what a unit of work, the log, the history and `assess` need to know of it.
//! A new kind is one file here and one line in `entity::kinds!`.

mod account;
mod advocacy_act;
mod advocacy_membership;
mod any;
mod bulk;
mod contact;
mod cost;
mod feature;
mod feedback;
mod goal;
mod handoff;
mod measure;
mod outcome;
mod promise;
pub mod request;
mod rows;
mod subscription;
mod survey_response;
mod team_member;
mod ticket;
mod time_entry;
mod touchpoint;
mod usage;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use entity::enums::{HistoryKind, RecordKind};
use entity::ids::AccountId;
use sea_orm::{EntityTrait, IntoActiveModel, ModelTrait};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::domain::facts::{Fact, Facts};

pub(crate) use any::with_row;
pub use any::{
    AnyRecord, erase, erase_account, from_image, is_bulk, load_facts, load_kind, lock_versions, relive, remove, stood,
    write_all,
};
pub use bulk::put_all;
pub use rows::{chunk, insert_all, upsert_all};

/// A line of an account's history.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryLine {
    /// What it tells of.
    pub kind: HistoryKind,
    /// When it was true.
    pub occurred_at: DateTime<Utc>,
    /// In one line, without amounts and contact details.
    pub summary: String,
}

/// The column of a record's table.
pub type ColumnOf<R> = <<R as ModelTrait>::Entity as EntityTrait>::Column;
/// What a record becomes to be written.
pub type ActiveOf<R> = <<R as ModelTrait>::Entity as EntityTrait>::ActiveModel;

/// A kind of record, implemented by its table's row.
pub trait Record:
    ModelTrait<Entity: EntityTrait<Model = Self>>
    + IntoActiveModel<ActiveOf<Self>>
    + Clone
    + PartialEq
    + Serialize
    + DeserializeOwned
    + Into<AnyRecord>
    + Send
    + Sync
    + 'static
{
    /// The kind.
    const KIND: RecordKind;
    /// The column of its id.
    const ID: ColumnOf<Self>;
    /// The column of its account; none for a common fact.
    const ACCOUNT: Option<ColumnOf<Self>>;
    /// The column that ends a version, where the rows of the kind are versioned: bulk facts.
    const ENDED: Option<ColumnOf<Self>> = None;
    /// Logged once per account and batch.
    const BULK: bool = Self::ENDED.is_some();

    /// The account it belongs to; none for a common fact.
    fn account(&self) -> Option<AccountId>;
    /// Its id.
    fn key(&self) -> Uuid;
    /// The system that sent it, or `vitrine`; none for an account, which may have many.
    fn system(&self) -> Option<&str>;
    /// Its key in that system; none for an account.
    fn external_id(&self) -> Option<&str>;
    /// How often its own fields were written, from 1.
    fn version(&self) -> i32;
    /// When it was first recorded; of a versioned row, when this version was.
    fn recorded_at(&self) -> DateTime<Utc>;

    /// Its line in the account's history, where its kind has one.
    fn history(&self) -> Option<HistoryLine> {
        None
    }
    /// Lines beyond its own that its change writes; `before` is what it was.
    fn turns(&self, _before: Option<&Self>) -> Vec<HistoryLine> {
        Vec::new()
    }
    /// The days a bulk fact covers: the first, and the day after the last.
    fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        None
    }

    /// What the rules see of it.
    type Fact: Fact;
    /// What the rules see of it.
    fn fact(&self) -> Self::Fact;
    /// Puts it among the facts, in the place of what it was.
    fn put(&self, facts: &mut Facts) {
        self.fact().put(facts);
    }
}

/// The parts of [`Record`] that are the same for every fact of an account.
macro_rules! fact_head {
    ($kind:ident) => {
        type Fact = $crate::domain::facts::$kind;
        const KIND: entity::enums::RecordKind = entity::enums::RecordKind::$kind;
        const ID: Column = Column::Id;
        const ACCOUNT: Option<Column> = Some(Column::AccountId);

        fn account(&self) -> Option<entity::ids::AccountId> {
            Some(self.account_id)
        }
        $crate::registry::record_head!();
    };
}
/// The parts of [`Record`] that are the same for every common fact.
macro_rules! common_head {
    ($kind:ident) => {
        type Fact = $crate::domain::facts::$kind;
        const KIND: entity::enums::RecordKind = entity::enums::RecordKind::$kind;
        const ID: Column = Column::Id;
        const ACCOUNT: Option<Column> = None;

        fn account(&self) -> Option<entity::ids::AccountId> {
            None
        }
        $crate::registry::record_head!();
    };
}
macro_rules! record_head {
    () => {
        fn key(&self) -> uuid::Uuid {
            self.id.0
        }
        fn system(&self) -> Option<&str> {
            Some(&self.system)
        }
        fn external_id(&self) -> Option<&str> {
            Some(&self.external_id)
        }
        fn version(&self) -> i32 {
            self.version
        }
        fn recorded_at(&self) -> chrono::DateTime<chrono::Utc> {
            self.recorded_at
        }
    };
}
pub(crate) use {common_head, fact_head, record_head};

/// The first moment of a day.
fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

/// The beginning of a text, for a line of the history.
fn short(text: &str) -> String {
    const MOST: usize = 80;
    let first = text.lines().next().unwrap_or_default();
    match first.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", first[..end].trim_end()),
        None => first.to_owned(),
    }
}
