//! A person at the customer.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::enums::{RenewalInfluence, Seniority};
use crate::ids::{AccountId, ContactId};
use crate::part::row;
use crate::values::Consents;

row! {
    /// A person at the customer.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "contact")]
    #[serde(rename_all = "camelCase")]
    pub struct Model {
        /// The account.
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ContactId,
        /// The system that sent it, or `vitrine`.
        pub system: String,
        /// Its key in that system.
        pub external_id: String,
        /// Full name.
        pub name: String,
        /// Job title.
        pub title: Option<String>,
        /// E-mail address; scoped.
        pub email: Option<String>,
        /// Telephone number; scoped.
        pub phone: Option<String>,
        /// Standing at the customer.
        pub seniority: Seniority,
        /// Part in the decision to renew.
        pub renewal_influence: RenewalInfluence,
        /// What they agreed to.
        pub consents: Consents,
        /// When they left the customer.
        pub left_at: Option<DateTime<Utc>>,
        /// Custom fields, as an object.
        pub attributes: Json,
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
