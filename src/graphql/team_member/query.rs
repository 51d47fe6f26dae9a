//! Our people.

use entity::enums::Department;

use super::object::TeamMember;
use crate::graphql::context::ContextExt;
use crate::graphql::lists::lists;
use crate::graphql::loaders::list;
use crate::store::team_members;

/// Lists of this concept.
#[derive(Default)]
pub struct TeamMemberQuery;

lists! {
    /// Lists of this concept.
    impl TeamMemberQuery {
        /// Our people, or those of one department, by name.
        fn team_members(&self, ctx, page, #[graphql(desc = "Only the people of this department; not null.")] department: Option<Department>) -> TeamMember {
            ctx.require_open()?;
            list(ctx, team_members::listing(department), page).await
        }
    }
}
