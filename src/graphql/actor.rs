//! Who did a thing.

use async_graphql::{Context, Object, Result};
use entity::enums::ActorKind;
use entity::{team_member, values};

use super::loaders::{Row, reference};
use super::team_member::object::TeamMember;

/// Who did a thing.
pub struct Actor(pub Row<values::Actor>);

/// Who did a thing: a person, another system, or Vitrine itself.
#[Object]
impl Actor {
    /// A person, a system, or Vitrine itself.
    async fn kind(&self) -> ActorKind {
        self.0.kind
    }

    /// The name to show, as it was then: the team member's; the subject of the token where `member` is null.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The team member; null where none did it, or the one who did is gone.
    async fn member(&self, ctx: &Context<'_>) -> Option<Result<TeamMember>> {
        let id = |actor: &values::Actor| actor.member_id.map(Into::into);
        let found = reference::<_, team_member::Entity>(ctx, &self.0, "member", id);
        found.await.map(|found| found.map(TeamMember)).transpose()
    }

    /// The system's name; null where none did it.
    async fn system(&self) -> Option<&str> {
        self.0.system.as_deref()
    }
}
