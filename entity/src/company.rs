//! What is true of the company as a whole: one row.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

/// What is true of the company as a whole: one row.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "company")]
pub struct Model {
    /// Always 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i32,
    /// Rises with every write of a common fact.
    pub epoch: i64,
    /// When it last rose; absent where it never did.
    pub moved_at: Option<DateTime<Utc>>,
}

/// Loaded by store functions, so none is declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
