//! Something the customer asked of us.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::enums::{Department, RequestStatus, Urgency};
use crate::ids::{AccountId, ContactId, RequestId, TeamMemberId};
use crate::part::row;

row! {
    /// Something the customer asked of us.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "request")]
    #[serde(rename_all = "camelCase")]
    pub struct Model {
        /// The account.
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: RequestId,
        /// The system that sent it, or `vitrine`.
        pub system: String,
        /// Its key in that system.
        pub external_id: String,
        /// In one line.
        pub title: String,
        /// In full.
        pub body: Option<String>,
        /// Who is asked.
        pub department: Department,
        /// How soon it wants an update.
        pub urgency: Urgency,
        /// Where it stands.
        pub status: RequestStatus,
        /// The contact who asked.
        pub raised_by_id: Option<ContactId>,
        /// When they asked.
        pub raised_at: DateTime<Utc>,
        /// Who sees to it.
        pub owner_id: Option<TeamMemberId>,
        /// When the next update is due.
        pub next_update_due: Option<DateTime<Utc>>,
        /// When the customer was told.
        pub customer_told_at: Option<DateTime<Utc>>,
        /// What became of it.
        pub resolution: Option<String>,
        /// When the resolution was last changed.
        pub resolution_at: Option<DateTime<Utc>>,
        /// How often in a row its next update was put off and nothing else was new.
        #[serde(default)]
        pub put_offs: i32,
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
