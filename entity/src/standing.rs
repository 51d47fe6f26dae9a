//! Which assessment stands for an account, and the numbers that were made beside it.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::{AccountId, AssessmentId};

/// Which assessment stands for an account, and the numbers that were made beside it.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "standing")]
pub struct Model {
    /// The account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    /// The stored assessment that it equals but for its moments.
    pub assessment_id: AssessmentId,
    /// The last stored assessment that stands in the log.
    pub logged_id: AssessmentId,
    /// The moment it is for.
    pub assessed_at: DateTime<Utc>,
    /// When the answer would change with no new fact.
    pub next_review_at: DateTime<Utc>,
    /// The moment of the unit that wrote this.
    pub recorded_at: DateTime<Utc>,
    /// The policy that made it.
    pub policy_version: i32,
    /// JSON: the memory left by the last assessment, stored anew or not.
    pub memory: String,
    /// JSON: the view's numbers (rules.md 10).
    pub numbers: String,
}

/// Loaded by store functions, so none is declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
