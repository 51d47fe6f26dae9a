//! A person on our side.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::enums::Department;
use crate::ids::TeamMemberId;
use crate::part::row;

row! {
    /// A person on our side.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "team_member")]
    #[serde(rename_all = "camelCase")]
    pub struct Model {
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TeamMemberId,
        /// The system that sent it, or `vitrine`.
        pub system: String,
        /// Its key in that system.
        pub external_id: String,
        /// Full name.
        pub name: String,
        /// E-mail address.
        pub email: Option<String>,
        /// The `sub` of the person's tokens.
        pub subject: Option<String>,
        /// The part of our company.
        pub department: Department,
        /// Who leads them.
        pub manager_id: Option<TeamMemberId>,
        /// Minutes a week they can give to accounts.
        pub weekly_minutes: Option<i32>,
        /// Still with us.
        pub active: bool,
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
