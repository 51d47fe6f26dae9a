//! A person's answer to a risk.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::enums::{RiskKind, RiskState};
use crate::ids::{AccountId, RiskAnswerId, RiskId};
use crate::values::Actor;

/// A person's answer to a risk.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "risk_answer")]
#[serde(rename_all = "camelCase")]
pub struct Model {
    /// The account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RiskAnswerId,
    /// The risk.
    pub risk_id: RiskId,
    /// Its kind.
    pub kind: RiskKind,
    /// The answer.
    pub state: RiskState,
    /// Why.
    pub reason: String,
    /// Who answered.
    pub author: Actor,
    /// When.
    pub at: DateTime<Utc>,
}

/// Loaded by store functions, so none is declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
