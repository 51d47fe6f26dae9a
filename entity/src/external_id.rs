//! What a system calls a record: the identity by which it is synced.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::enums::RecordKind;
use crate::ids::AccountId;

/// What a system calls a record: the identity by which it is synced.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "external_id")]
pub struct Model {
    /// The kind of record.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: RecordKind,
    /// The system.
    #[sea_orm(primary_key, auto_increment = false)]
    pub system: String,
    /// Its key there.
    #[sea_orm(primary_key, auto_increment = false)]
    pub external_id: String,
    /// The record.
    pub record_id: Uuid,
    /// The account it belongs to; absent for common facts.
    pub account_id: Option<AccountId>,
    /// Where it can be seen in that system.
    pub url: Option<String>,
    /// When that system last sent it.
    pub synced_at: Option<DateTime<Utc>>,
    /// The youngest `updatedAt` that the system gave it.
    pub stamp: Option<DateTime<Utc>>,
    /// SHA-256 of the row that the system last sent, as hex.
    pub said: Option<String>,
    /// The record's version when it was deleted.
    pub version: i32,
    /// When the system deleted it.
    pub deleted_at: Option<DateTime<Utc>>,
}

/// Loaded by store functions, so none is declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
