//! A person on our side who has signed in.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;

use crate::ids::TeamMemberId;

/// A person on our side who has signed in: a token has named them by its subject or by a verified e-mail address.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in")]
pub struct Model {
    /// Who.
    #[sea_orm(primary_key, auto_increment = false)]
    pub member_id: TeamMemberId,
    /// When this server first saw it, by the machine's clock.
    pub since: DateTime<Utc>,
}

/// Loaded by store functions, so none is declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
