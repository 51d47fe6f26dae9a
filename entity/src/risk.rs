//! A risk in one episode.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::enums::{RiskKind, RiskState, Severity};
use crate::ids::{AccountId, RiskId};
use crate::part::row;

row! {
    /// A risk in one episode.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "risk")]
    #[serde(rename_all = "camelCase")]
    pub struct Model {
        /// The account.
        #[sea_orm(primary_key, auto_increment = false)]
        pub account_id: AccountId,
        /// Its id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: RiskId,
        /// What kind.
        pub kind: RiskKind,
        /// How bad.
        pub severity: Severity,
        /// What became of it.
        pub state: RiskState,
        /// Since when its condition holds.
        pub since: DateTime<Utc>,
        /// Why: a list of reasons.
        pub reasons: Json,
        /// The suggested play.
        pub play: Option<String>,
        /// Its condition still holds.
        pub open: bool,
        /// How often it changed, from 1.
        pub version: i32,
        /// When it was first recorded.
        pub recorded_at: DateTime<Utc>,
        /// When it last changed.
        pub updated_at: DateTime<Utc>,
    }
}

/// Loaded by store functions, so none is declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
