//! A line of an account's history.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::enums::HistoryKind;
use crate::ids::{AccountId, HistoryId};
use crate::part::row;
use crate::values::Actor;

row! {
    /// A line of an account's history.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "history")]
    #[serde(rename_all = "camelCase")]
    pub struct Model {
        /// The account.
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: HistoryId,
        /// What it tells of.
        pub kind: HistoryKind,
        /// When it was true.
        pub occurred_at: DateTime<Utc>,
        /// When it was first recorded.
        pub recorded_at: DateTime<Utc>,
        /// Who did it.
        pub actor: Actor,
        /// The system it came from.
        pub source: Option<String>,
        /// In one line, without amounts.
        pub summary: String,
        /// The type of its record.
        pub record_type: Option<String>,
        /// The id of its record.
        pub record_id: Option<Uuid>,
    }
}

/// Loaded by store functions, so none is declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
