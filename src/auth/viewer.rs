//! The viewer: who is calling, as far as this server knows them.

use entity::enums::{ActorKind, Role};
use entity::ids::TeamMemberId;
use entity::values::Actor;
use sea_orm::ConnectionTrait;

use super::Identity;
use crate::domain::access::Rights;
use crate::error::AppError;
use crate::store::viewer::member_of;

/// Who is calling, with who they are among our people. What only reads is content with the [`Identity`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The token's `sub`.
    pub subject: String,
    /// What they may read and write.
    pub rights: Rights,
    /// The team member they are; none is fine: such a viewer may read, and cannot own.
    pub member: Option<TeamMemberId>,
    /// The name to show.
    pub name: String,
}

impl Viewer {
    /// The viewer of a verified token, with the team member of its subject or e-mail address.
    pub async fn of(identity: &Identity, db: &impl ConnectionTrait) -> Result<Self, AppError> {
        let member = member_of(db, &identity.subject, &identity.emails).await?;
        let Identity { subject, name, rights, .. } = identity.clone();
        let (member, known_as) = member.map_or((None, None), |(id, name)| (Some(id), Some(name)));
        let name = known_as.or(name).unwrap_or_else(|| subject.clone());
        Ok(Self { subject, rights, member, name })
    }

    /// The viewer as the log names who did a thing.
    pub fn actor(&self) -> Actor {
        let integration = self.rights.roles.contains(&Role::Integration);
        Actor {
            kind: if integration { ActorKind::Integration } else { ActorKind::Member },
            name: self.name.clone(),
            member_id: self.member,
            system: if integration { self.rights.system.clone() } else { None },
        }
    }
}
