//! An interaction.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::enums::{Channel, Direction, Initiation, MeetingState, Purpose};
use crate::ids::{AccountId, TouchpointId};
use crate::part::row;
use crate::values::{ContactIds, TeamMemberIds};

row! {
    /// An interaction.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "touchpoint")]
    #[serde(rename_all = "camelCase")]
    pub struct Model {
        /// The account.
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TouchpointId,
        /// The system that sent it, or `vitrine`.
        pub system: String,
        /// Its key in that system.
        pub external_id: String,
        /// The medium.
        pub channel: Channel,
        /// Who spoke.
        pub direction: Direction,
        /// What it began from.
        pub initiation: Option<Initiation>,
        /// What became of it.
        pub state: MeetingState,
        /// What it is for.
        pub purpose: Option<Purpose>,
        /// When.
        pub occurred_at: DateTime<Utc>,
        /// How long it took us.
        pub minutes: Option<i32>,
        /// What was to be spoken about.
        pub agenda: Option<String>,
        /// What it was to reach.
        pub goal: Option<String>,
        /// What it reached.
        pub outcome: Option<String>,
        /// The customer's sentiment, −1 to 1.
        pub sentiment: Option<f64>,
        /// The contacts it names.
        pub contact_ids: ContactIds,
        /// The team members it names.
        pub member_ids: TeamMemberIds,
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
