//! When an account's assessment was behind its facts: a batch has left it to the worker.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::AccountId;

/// When an account's assessment was behind its facts: a batch has left it to the worker.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "behind")]
pub struct Model {
    /// The account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    /// `recorded_at` of the batch that left it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub since: DateTime<Utc>,
    /// `recorded_at` of the unit that settled it; absent while nobody has.
    pub until: Option<DateTime<Utc>>,
}

/// Loaded by store functions, so none is declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
