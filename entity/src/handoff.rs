//! The transfer of an account between our people.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, HandoffId, TeamMemberId};
use crate::part::row;

row! {
    /// The transfer of an account between our people.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "handoff")]
    #[serde(rename_all = "camelCase")]
    pub struct Model {
        /// The account.
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: HandoffId,
        /// The system that sent it, or `vitrine`.
        pub system: String,
        /// Its key in that system.
        pub external_id: String,
        /// Who hands over.
        pub from_id: Option<TeamMemberId>,
        /// Who receives.
        pub to_id: Option<TeamMemberId>,
        /// When the contract was signed.
        pub signed_on: Option<NaiveDate>,
        /// When it was offered.
        pub offered_at: Option<DateTime<Utc>>,
        /// When it was accepted.
        pub accepted_at: Option<DateTime<Utc>>,
        /// When it was sent back.
        pub sent_back_at: Option<DateTime<Utc>>,
        /// Why it was sent back.
        pub reason: Option<String>,
        /// When the kickoff is or was.
        pub kickoff_at: Option<DateTime<Utc>>,
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
