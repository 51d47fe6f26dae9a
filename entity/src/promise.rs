//! An expectation we set.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::enums::PromiseOutcome;
use crate::ids::{AccountId, PromiseId, TeamMemberId};
use crate::part::row;

row! {
    /// An expectation we set.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "promise")]
    #[serde(rename_all = "camelCase")]
    pub struct Model {
        /// The account.
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: PromiseId,
        /// The system that sent it, or `vitrine`.
        pub system: String,
        /// Its key in that system.
        pub external_id: String,
        /// What was promised.
        pub text: String,
        /// By when.
        pub due_on: NaiveDate,
        /// What became of it.
        pub outcome: Option<PromiseOutcome>,
        /// When that was.
        pub ended_on: Option<NaiveDate>,
        /// Who promised.
        pub made_by_id: Option<TeamMemberId>,
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
