//! A version of the numbers behind every rule.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::values::Actor;

/// A version of the numbers behind every rule.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "policy")]
pub struct Model {
    /// From 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i32,
    /// From when it holds.
    pub effective_from: DateTime<Utc>,
    /// All numbers.
    pub document: Json,
    /// Who applied it.
    pub author: Actor,
    /// Why.
    pub note: Option<String>,
}

/// Loaded by store functions, so none is declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
