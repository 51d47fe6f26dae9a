//! What really happened to a contract.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::enums::OutcomeKind;
use crate::ids::{AccountId, OutcomeId, SubscriptionId};
use crate::part::row;

row! {
    /// What really happened to a contract.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "outcome")]
    #[serde(rename_all = "camelCase")]
    pub struct Model {
        /// The account.
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: OutcomeId,
        /// The system that sent it, or `vitrine`.
        pub system: String,
        /// Its key in that system.
        pub external_id: String,
        /// The contract line.
        pub subscription_id: Option<SubscriptionId>,
        /// What happened.
        pub kind: OutcomeKind,
        /// When.
        pub on: Option<NaiveDate>,
        /// Why.
        pub reason: Option<String>,
        /// More about it.
        pub note: Option<String>,
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
