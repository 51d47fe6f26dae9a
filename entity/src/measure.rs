//! A number or word that the company tracks.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, MeasureId};
use crate::part::row;
use crate::values::Micros;

row! {
    /// A number or word that the company tracks.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "measure")]
    #[serde(rename_all = "camelCase")]
    pub struct Model {
        /// The account.
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: MeasureId,
        /// The moment that wrote this version.
        #[sea_orm(primary_key, auto_increment = false)]
        pub recorded_at: DateTime<Utc>,
        /// The system that sent it, or `vitrine`.
        pub system: String,
        /// Its key in that system.
        pub external_id: String,
        /// What is measured.
        pub key: String,
        /// Its value, where it is a number.
        pub number: Option<Micros>,
        /// Its value, where it is a word.
        pub word: Option<String>,
        /// When.
        pub observed_at: DateTime<Utc>,
        /// How often it was written, from 1.
        pub version: i32,
        /// The moment that ended this version.
        pub ended_at: Option<DateTime<Utc>>,
    }
}

/// Loaded by store functions, so none is declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
