//! Our people.

use async_graphql::{Context, Object, Result};
use entity::enums::Department;

use super::object::TeamMember;
use crate::graphql::context::ContextExt;
use crate::graphql::loaders::list;
use crate::graphql::page::{Connection, PageArgs};
use crate::store::team_members;

/// Lists of this concept.
#[derive(Default)]
pub struct TeamMemberQuery;

/// Lists of this concept.
#[Object]
impl TeamMemberQuery {
    /// Our people, or those of one department, by name.
    async fn team_members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only the people of this department.")] department: Option<Department>,
        #[graphql(
            desc = "The first so many nodes: 1 to 250, else PAGE_SIZE; 50 where neither first nor last is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only nodes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many nodes: 1 to 250, else PAGE_SIZE; not together with first.")] last: Option<
            i32,
        >,
        #[graphql(desc = "Only nodes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<TeamMember>> {
        ctx.require_open()?;
        list(ctx, team_members::listing(department), PageArgs::new(first, after, last, before)).await
    }
}
