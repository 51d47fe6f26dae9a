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
    /// The name to show: the team member's, else the subject.
    pub name: String,
}

impl Viewer {
    /// The viewer of a verified token, with the team member of its subject or e-mail address.
    pub async fn of(identity: &Identity, db: &impl ConnectionTrait) -> Result<Self, AppError> {
        let member = member_of(db, &identity.subject, &identity.emails).await?;
        let Identity { subject, rights, .. } = identity.clone();
        // What a token says of its bearer's name is nobody's word: whoever is no team member is shown as their subject.
        let (member, name) = member.map_or_else(|| (None, subject.clone()), |(id, name)| (Some(id), name));
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
