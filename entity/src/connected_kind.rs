//! A kind of fact that some system has sent for some account.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::enums::RecordKind;

/// A kind of fact that some system has sent for some account.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "connected_kind")]
pub struct Model {
    /// The kind.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: RecordKind,
    /// When it was first sent.
    pub since: DateTime<Utc>,
}

/// Loaded by store functions, so none is declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
