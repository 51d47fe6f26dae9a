//! A recurring contract line.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, SubscriptionId};
use crate::part::row;

row! {
    /// A recurring contract line.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "subscription")]
    #[serde(rename_all = "camelCase")]
    pub struct Model {
        /// The account.
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: SubscriptionId,
        /// The system that sent it, or `vitrine`.
        pub system: String,
        /// Its key in that system.
        pub external_id: String,
        /// The plan.
        pub plan: Option<String>,
        /// Monthly recurring revenue in minor units; scoped.
        pub mrr_minor: Option<i64>,
        /// Its currency, ISO 4217.
        pub currency: Option<String>,
        /// Seats bought.
        pub seats: Option<i32>,
        /// A trial.
        pub trial: bool,
        /// First day.
        pub started_on: Option<NaiveDate>,
        /// Last day of the term, from which it renews.
        pub term_ends_on: Option<NaiveDate>,
        /// The day from which it no longer runs.
        pub ended_on: Option<NaiveDate>,
        /// Renews by itself.
        pub auto_renew: Option<bool>,
        /// Why it ended.
        pub reason: Option<String>,
        /// How often its own fields were written, from 1.
        pub version: i32,
        /// When it was first recorded.
        pub recorded_at: DateTime<Utc>,
        /// When its own fields were last written.
        pub updated_at: DateTime<Utc>,
    }
}

/// Loaded by store functions, so none is declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
