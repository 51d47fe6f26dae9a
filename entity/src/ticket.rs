//! A support case.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::enums::TicketSeverity;
use crate::ids::{AccountId, ContactId, TicketId};
use crate::part::row;

row! {
    /// A support case.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "ticket")]
    #[serde(rename_all = "camelCase")]
    pub struct Model {
        /// The account.
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: TicketId,
        /// The system that sent it, or `vitrine`.
        pub system: String,
        /// Its key in that system.
        pub external_id: String,
        /// Who opened it.
        pub contact_id: Option<ContactId>,
        /// What it is about.
        pub subject: Option<String>,
        /// How bad it is.
        pub severity: TicketSeverity,
        /// When it was opened.
        pub opened_at: DateTime<Utc>,
        /// When it was closed.
        pub closed_at: Option<DateTime<Utc>>,
        /// Its own target, where it has one.
        pub target_at: Option<DateTime<Utc>>,
        /// Solved at first contact, where known.
        pub first_contact_resolved: Option<bool>,
        /// How often it was opened again.
        pub reopens: i32,
        /// Flagged as escalated by the customer.
        pub escalated: bool,
        /// The customer's effort, as the source scales it.
        pub effort: Option<i32>,
        /// Our minutes spent on it.
        pub minutes: Option<i32>,
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
