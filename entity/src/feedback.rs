//! What the customer said works or not.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, ContactId, FeedbackId};
use crate::part::row;

row! {
    /// What the customer said works or not.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "feedback")]
    #[serde(rename_all = "camelCase")]
    pub struct Model {
        /// The account.
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: FeedbackId,
        /// The system that sent it, or `vitrine`.
        pub system: String,
        /// Its key in that system.
        pub external_id: String,
        /// Who said it.
        pub contact_id: Option<ContactId>,
        /// When.
        pub received_at: DateTime<Utc>,
        /// What they said.
        pub text: String,
        /// What it is about.
        pub about: Option<String>,
        /// When it was dealt with.
        pub closed_at: Option<DateTime<Utc>>,
        /// When the customer was told.
        pub customer_told_at: Option<DateTime<Utc>>,
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
