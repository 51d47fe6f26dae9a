//! A step of a silent request's ladder.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ids::{AccountId, RequestEscalationId, RequestId, TeamMemberId};

/// A step of a silent request's ladder.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "request_escalation")]
#[serde(rename_all = "camelCase")]
pub struct Model {
    /// The account.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: AccountId,
    /// Its id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: RequestEscalationId,
    /// The request.
    pub request_id: RequestId,
    /// 1 the owner, 2 their manager, 3 the executives.
    pub level: i32,
    /// When the step was due.
    pub at: DateTime<Utc>,
    /// The missed due time that it climbs from.
    pub due: DateTime<Utc>,
    /// Who was told.
    pub to_id: TeamMemberId,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// Loaded by store functions, so none is declared.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
