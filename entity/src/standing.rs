//! An account's standing assessment, whole, with the numbers that were made beside it.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{AccountId, AssessmentId};

/// An account's standing assessment, whole, with the numbers that were made beside it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "standing")]
pub struct Model {
    /// The account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    /// The stored assessment that stands.
    pub assessment_id: AssessmentId,
    /// The last stored assessment that stands in the log.
    pub logged_id: AssessmentId,
    /// The moment it is for.
    pub assessed_at: DateTime<Utc>,
    /// When it was stored.
    pub recorded_at: DateTime<Utc>,
    /// The policy that made it.
    pub policy_version: i32,
    /// The assessment.
    pub body: Json,
    /// The memory left by the last assessment, stored anew or not.
    pub memory: Json,
    /// The view's numbers (rules.md 10).
    pub numbers: Json,
}

/// Loaded by store functions, so none is declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
