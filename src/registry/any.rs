//! Any record of any kind, and what is done by kind.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::enums::RecordKind;
use entity::ids::AccountId;
use sea_orm::ConnectionTrait;
use serde_json::Value;
use uuid::Uuid;

use super::{HistoryLine, Record, rows};
use crate::domain::facts::{Fact, Facts};
use crate::error::AppError;

macro_rules! by_kind {
    ($($(#[$doc:meta])* $kind:ident = $table:ident $id:tt $seen:tt $upsert:tt;)+) => {
        /// A record of any kind.
        #[derive(Clone, Debug, PartialEq)]
        #[allow(clippy::large_enum_variant, reason = "most records are large; a box for each would cost more")]
        pub enum AnyRecord {
            $(
                #[doc = concat!("A row of `", stringify!($table), "`.")]
                $kind(entity::$table::Model),
            )+
        }

        $(
            impl From<entity::$table::Model> for AnyRecord {
                fn from(record: entity::$table::Model) -> Self {
                    Self::$kind(record)
                }
            }
        )+

        /// Asks the same of a record, whatever its kind.
        macro_rules! each {
            ($any:expr, $record:ident => $answer:expr) => {
                match $any { $(AnyRecord::$kind($record) => $answer,)+ }
            };
        }

        /// Asks the same of the row of a kind.
        macro_rules! with_row {
            ($of:expr, $row:ident => $answer:expr) => {
                match $of {
                    $(entity::enums::RecordKind::$kind => {
                        type $row = entity::$table::Model;
                        $answer
                    })+
                }
            };
        }

        /// Loads all live facts of these accounts into their places: one statement a kind.
        pub async fn load_facts(
            tx: &impl ConnectionTrait,
            accounts: &mut BTreeMap<AccountId, Facts>,
        ) -> Result<(), AppError> {
            let ids: Vec<_> = accounts.keys().copied().collect();
            $(
                if is_loaded::<entity::$table::Model>() {
                    for record in rows::load::<entity::$table::Model>(tx, &ids).await? {
                        if let Some(facts) = record.account().and_then(|account| accounts.get_mut(&account)) {
                            record.put(facts);
                        }
                    }
                }
            )+
            Ok(())
        }

        /// Writes records of any kinds, kind by kind.
        pub async fn write_all(
            tx: &impl ConnectionTrait,
            records: Vec<AnyRecord>,
            moment: DateTime<Utc>,
        ) -> Result<(), AppError> {
            #[derive(Default)]
            struct ByKind { $($table: Vec<entity::$table::Model>),+ }
            let mut sorted = ByKind::default();
            for record in records {
                match record { $(AnyRecord::$kind(record) => sorted.$table.push(record),)+ }
            }
            $(
                if !sorted.$table.is_empty() {
                    rows::write(tx, sorted.$table, moment).await?;
                }
            )+
            Ok(())
        }

        /// Deletes all that an account has, and the account.
        pub async fn erase_account(
            tx: &impl ConnectionTrait,
            account: AccountId,
            moment: DateTime<Utc>,
        ) -> Result<(), AppError> {
            $(rows::erase_all::<entity::$table::Model>(tx, account, moment).await?;)+
            Ok(())
        }
    };
}

entity::kinds!(by_kind);
pub(crate) use with_row;

/// Whether the kind's facts are logged once per account and batch.
pub fn is_bulk(kind: RecordKind) -> bool {
    with_row!(kind, R => R::BULK)
}

/// Reads a record back from its image in the log.
pub fn from_image(kind: RecordKind, image: Value) -> Result<AnyRecord, AppError> {
    with_row!(kind, R => Ok(serde_json::from_value::<R>(image)?.into()))
}

/// Takes a record away from the facts.
pub fn remove(kind: RecordKind, facts: &mut Facts, id: Uuid) {
    with_row!(kind, R => <R as Record>::Fact::remove(facts, id));
}

/// All live records of a kind of one account, by id.
pub async fn load_kind(
    tx: &impl ConnectionTrait,
    kind: RecordKind,
    account: AccountId,
) -> Result<Vec<AnyRecord>, AppError> {
    with_row!(kind, R => Ok(rows::load::<R>(tx, &[account]).await?.into_iter().map(AnyRecord::from).collect()))
}

/// The versions of an account's bulk facts that stood at a moment, so many of each kind at most: one statement a kind.
pub async fn stood(
    tx: &impl ConnectionTrait,
    account: AccountId,
    moment: DateTime<Utc>,
    most: u64,
) -> Result<Vec<AnyRecord>, AppError> {
    let mut found = Vec::new();
    for &kind in RecordKind::ALL {
        with_row!(kind, R => found.extend(rows::stood::<R>(tx, account, moment, most).await?.into_iter().map(AnyRecord::from)));
    }
    Ok(found)
}

/// Lets ended versions of bulk facts stand again: for a database that holds one moment of the past.
pub async fn relive(tx: &impl ConnectionTrait) -> Result<(), AppError> {
    for &kind in RecordKind::ALL {
        with_row!(kind, R => rows::relive::<R>(tx).await?);
    }
    Ok(())
}

/// The versions of common facts of a kind as they stand, locked.
pub async fn lock_versions(
    tx: &impl ConnectionTrait,
    kind: RecordKind,
    ids: &[Uuid],
) -> Result<BTreeMap<Uuid, i32>, AppError> {
    with_row!(kind, R => rows::lock_versions::<R>(tx, ids).await)
}

/// Deletes records of a kind.
pub async fn erase(
    tx: &impl ConnectionTrait,
    kind: RecordKind,
    ids: &[(Option<AccountId>, Uuid)],
    moment: DateTime<Utc>,
) -> Result<(), AppError> {
    with_row!(kind, R => rows::erase::<R>(tx, ids, moment).await)
}

/// Facts of an account are loaded by account; the account itself is loaded with its lock, common facts once.
fn is_loaded<R: Record>() -> bool {
    R::ACCOUNT.is_some() && R::KIND != RecordKind::Account
}

impl AnyRecord {
    /// The kind.
    pub fn kind(&self) -> RecordKind {
        fn of<R: Record>(_: &R) -> RecordKind {
            R::KIND
        }
        each!(self, record => of(record))
    }
    /// The account it belongs to; none for a common fact.
    pub fn account(&self) -> Option<AccountId> {
        each!(self, record => record.account())
    }
    /// Its id.
    pub fn key(&self) -> Uuid {
        each!(self, record => record.key())
    }
    /// Its id on the wire.
    pub fn wire_id(&self) -> String {
        entity::ids::encode(self.kind().prefix(), self.key())
    }
    /// The system that sent it, or `vitrine`; none for an account.
    pub fn system(&self) -> Option<&str> {
        each!(self, record => record.system())
    }
    /// Its key in that system; none for an account.
    pub fn external_id(&self) -> Option<&str> {
        each!(self, record => record.external_id())
    }
    /// How often its own fields were written, from 1.
    pub fn version(&self) -> i32 {
        each!(self, record => record.version())
    }
    /// When it was first recorded; of a versioned row, when this version was.
    pub fn recorded_at(&self) -> DateTime<Utc> {
        each!(self, record => record.recorded_at())
    }
    /// Its line in the account's history, where its kind has one.
    pub fn history(&self) -> Option<HistoryLine> {
        each!(self, record => record.history())
    }
    /// The days a bulk fact covers: the first, and the day after the last.
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        each!(self, record => record.days())
    }
    /// Its image for the log.
    pub fn image(&self) -> Result<Value, AppError> {
        Ok(each!(self, record => serde_json::to_value(record)?))
    }
    /// Puts it among the facts, in the place of what it was.
    pub fn put(&self, facts: &mut Facts) {
        each!(self, record => record.put(facts));
    }
}
