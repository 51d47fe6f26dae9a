//! Who is calling.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use entity::enums::{Capability, Role};
use entity::team_member;

use crate::auth::Identity;
use crate::domain::bounds::WORDS;
use crate::graphql::context::ContextExt;
use crate::graphql::loaders::by_ids;
use crate::graphql::team_member::object::TeamMember;
use crate::store::columns::Columns;
use crate::store::viewer::member_of;

/// Who is calling.
pub struct Viewer(pub Arc<Identity>);

/// Who is calling: what their token says, and what it lets them do.
#[Object]
impl Viewer {
    /// The token's subject.
    async fn subject(&self) -> &str {
        &self.0.subject
    }

    /// Their roles, at most 8; they add up. Empty: only this and the schema can be read.
    async fn roles(&self) -> Vec<Role> {
        self.0.rights.roles.iter().copied().collect()
    }

    /// The scopes of an INTEGRATION's token, at most 100.
    async fn scopes(&self) -> Vec<&str> {
        self.0.rights.scopes.iter().take(WORDS).map(String::as_str).collect()
    }

    /// The team member they are; null where none has their subject or e-mail address, or several have. Such a viewer may read, and cannot own.
    async fn member(&self, ctx: &Context<'_>) -> Option<Result<TeamMember>> {
        let member = async {
            // In the request's state: another connection may be one too many for all who ask at once. It is let go before
            // more is read, for `changes` may want to renew it.
            let known = {
                let tx = ctx.scope().reader().snapshot().await?;
                member_of(&*tx, &self.0.subject, &self.0.emails).await?
            };
            let Some((member, _)) = known else { return Ok(None) };
            ctx.scope().signed_in(member);
            let id = member.into();
            let mut found = by_ids::<team_member::Entity>(ctx, Columns::all(), [id].into()).await?;
            Ok(found.remove(&id).map(TeamMember))
        };
        member.await.transpose()
    }

    /// What they may do beyond reading what is open to every role, at most 40 words.
    async fn can(&self) -> Vec<Capability> {
        self.0.rights.can()
    }
}
