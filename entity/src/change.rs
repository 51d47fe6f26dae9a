//! An entry of the log.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::enums::ChangeKind;
use crate::ids::{AccountId, ChangeId};
use crate::part::row;
use crate::values::Actor;

row! {
    /// An entry of the log.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "change")]
    pub struct Model {
        /// Drawn while the account is locked: orders the entries of one account.
        #[sea_orm(primary_key)]
        pub seq: i64,
        /// Its place in the feed, given after commit: dense, no holes.
        pub position: Option<i64>,
        /// Its id.
        pub id: ChangeId,
        /// The moment of its unit of work.
        pub recorded_at: DateTime<Utc>,
        /// The account; absent for common facts.
        pub account_id: Option<AccountId>,
        /// What it tells.
        pub kind: ChangeKind,
        /// The GraphQL type of its record.
        pub record_type: String,
        /// The record; absent for bulk facts.
        pub record_id: Option<Uuid>,
        /// Who did it.
        pub actor: Actor,
        /// The system it came from.
        pub source: Option<String>,
        /// Why, where Vitrine itself did it.
        pub cause: Option<String>,
        /// The full image afterwards; absent after a delete.
        pub after: Option<Json>,
    }
}

/// Loaded by store functions, so none is declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
