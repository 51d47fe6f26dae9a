//! Our people who look after an account.

use async_graphql::{Context, Object, Result};
use entity::account::Model;
use entity::enums::AssignmentRole;
use entity::{team_member, values};

use crate::domain::bounds::TEAM;
use crate::graphql::loaders::{Row, by_ids};
use crate::graphql::objects::One;
use crate::graphql::team_member::object::TeamMember;
use crate::scalar::Date;
use crate::store::columns::Columns;

/// One of our people on an account's team.
pub struct Assignment {
    assigned: values::Assignment,
    member: Row<team_member::Model>,
}

/// One of our people on an account's team.
#[Object]
impl Assignment {
    /// Who.
    async fn member(&self) -> One<TeamMember> {
        One(TeamMember(self.member.clone()))
    }

    /// As what.
    async fn role(&self) -> AssignmentRole {
        self.assigned.role
    }

    /// Since when.
    async fn since(&self) -> Date {
        self.assigned.since.into()
    }
}

/// The account's team, as many as a list may have; who is gone is left out.
pub async fn team(ctx: &Context<'_>, row: &Row<Model>) -> Result<Vec<Assignment>> {
    let load = |row: Row<Model>| {
        let members = row.siblings().iter().flat_map(|row| &row.team.0).map(|assigned| assigned.member_id.into());
        let ids = members.collect();
        async move { by_ids::<team_member::Entity>(ctx, Columns::all(), ids).await }
    };
    let found = row.shared("team", load).await?;
    let known = |assigned: &values::Assignment| {
        let member = found.get(&assigned.member_id.into())?.clone();
        Some(Assignment { assigned: assigned.clone(), member })
    };
    Ok(row.team.0.iter().filter_map(known).take(TEAM).collect())
}
