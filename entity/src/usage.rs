//! Use of the product over a day or longer.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, UsageId};
use crate::part::row;

row! {
    /// Use of the product over a day or longer.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "usage")]
    #[serde(rename_all = "camelCase")]
    pub struct Model {
        /// The account.
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: UsageId,
        /// The moment that wrote this version.
        #[sea_orm(primary_key, auto_increment = false)]
        pub recorded_at: DateTime<Utc>,
        /// The system that sent it, or `vitrine`.
        pub system: String,
        /// Its key in that system.
        pub external_id: String,
        /// First day.
        pub from: NaiveDate,
        /// The day after the last one.
        pub to: NaiveDate,
        /// The product's own user key; nobody reads it.
        pub user: Option<String>,
        /// The feature's external id.
        pub feature: Option<String>,
        /// How often it was used.
        pub uses: Option<i64>,
        /// How many sessions.
        pub sessions: Option<i64>,
        /// How many seconds.
        pub seconds: Option<i64>,
        /// The source's own count of active users of exactly this period.
        pub active_users: Option<i64>,
        /// How often it was written, from 1.
        pub version: i32,
        /// The moment that ended this version.
        pub ended_at: Option<DateTime<Utc>>,
    }
}

/// Loaded by store functions, so none is declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
