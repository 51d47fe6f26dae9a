//! A person on our side, as a system sends them.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::enums::{Department, RecordKind};
use entity::team_member;

use super::gaps::{Gaps, said};
use super::identity;
use super::merge::{Merge, record};
use super::reference::{ExternalIdInput, Reference, stated};
use super::result::{Problem, ProblemCode};
use super::row::{Row, common};
use super::value;
use crate::domain::facts;
use crate::scalar::DateTime;

/// A person on our side.
#[derive(Clone, Debug, Default, InputObject)]
pub struct TeamMemberRowInput {
    /// Its key in the system that sends it, 1 to 255 characters.
    pub external_id: ID,
    /// The source's own stamp of the record: an older one than the stored changes nothing (STALE), and one that lies ahead of the clock is refused (INVALID).
    pub updated_at: Option<DateTime>,
    /// Full name, up to 255 characters; a new record needs it.
    pub name: MaybeUndefined<String>,
    /// E-mail address; a token's verified e-mail finds the person by it. Nobody has another's (DUPLICATE), and of who has signed in it is changed only with ADMIN or the scope `write:identity` (FORBIDDEN); the rest of the row is taken.
    pub email: MaybeUndefined<String>,
    /// The `sub` of the person's tokens, up to 255 characters. It needs ADMIN or the scope `write:identity` (FORBIDDEN), and nobody has another's (DUPLICATE); the rest of the row is taken.
    pub subject: MaybeUndefined<String>,
    /// The part of our company; a new record needs it.
    pub department: MaybeUndefined<Department>,
    /// Who leads them.
    pub manager: MaybeUndefined<ExternalIdInput>,
    /// Minutes a week that they can give to accounts, 0 to 10,080.
    pub weekly_minutes: MaybeUndefined<i32>,
    /// Still with us; yes where absent. Who becomes inactive hands their pending requests over to their manager.
    pub active: MaybeUndefined<bool>,
}

impl Row for TeamMemberRowInput {
    type Model = team_member::Model;

    common!(no account);

    fn references(&self) -> Vec<Reference<'_>> {
        stated(RecordKind::TeamMember, [&self.manager])
    }

    fn merge(&self, m: &mut Merge<'_, Self::Model>) -> Self::Model {
        let manager_id = m.reference("manager", RecordKind::TeamMember, &self.manager, |b| b.manager_id);
        if manager_id == Some(m.head.id.into()) {
            m.refuse("manager", Problem::new(ProblemCode::Invalid, "nobody is their own manager"));
        }
        record!(team_member, m, {
            name: m.required("name", &self.name, value::line, |b| b.name.clone(), String::new()),
            email: identity::email(self, m),
            subject: identity::subject(self, m),
            department: m.required("department", &self.department, value::plain, |b| b.department, Department::Cs),
            manager_id: manager_id,
            weekly_minutes: m
                .optional("weeklyMinutes", &self.weekly_minutes, value::weekly_minutes, |b| b.weekly_minutes),
            active: m.defaulted("active", &self.active, value::plain, |b| b.active, true),
        })
    }

    fn fact(&self, gaps: &mut Gaps) -> facts::TeamMember {
        let id = gaps.id(RecordKind::TeamMember, &self.external_id);
        facts::TeamMember { id, department: said(&self.department) }
    }
}
