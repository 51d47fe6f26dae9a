//! An outcome the customer wants.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, ContactId, GoalId};
use crate::part::row;
use crate::values::{GoalValues, Micros};

row! {
    /// An outcome the customer wants.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "goal")]
    #[serde(rename_all = "camelCase")]
    pub struct Model {
        /// The account.
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: GoalId,
        /// The system that sent it, or `vitrine`.
        pub system: String,
        /// Its key in that system.
        pub external_id: String,
        /// The outcome.
        pub name: String,
        /// The customer's own metric.
        pub metric: String,
        /// Its unit.
        pub unit: Option<String>,
        /// Where it began.
        pub baseline: Option<Micros>,
        /// Where it is to end.
        pub target: Option<Micros>,
        /// First day.
        pub start_on: NaiveDate,
        /// Day by which it is to be reached.
        pub due_on: NaiveDate,
        /// Given up.
        pub abandoned: bool,
        /// Its values over time.
        pub values: GoalValues,
        /// When the customer accepted the evidence.
        pub accepted_at: Option<DateTime<Utc>>,
        /// Who accepted it.
        pub accepted_by_id: Option<ContactId>,
        /// The evidence.
        pub evidence: Option<String>,
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
