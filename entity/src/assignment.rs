//! Who looks after which account: an index over the teams.

use sea_orm::entity::prelude::*;

use crate::enums::AssignmentRole;
use crate::ids::{AccountId, TeamMemberId};

/// Who looks after which account: an index over the teams.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "assignment")]
pub struct Model {
    /// The account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    /// The team member.
    #[sea_orm(primary_key, auto_increment = false)]
    pub member_id: TeamMemberId,
    /// As what.
    #[sea_orm(primary_key, auto_increment = false)]
    pub role: AssignmentRole,
}

/// Loaded by store functions, so none is declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
