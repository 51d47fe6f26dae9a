//! A person on our side.

use async_graphql::{Context, ID, Object, Result};
use entity::enums::Department;
use entity::team_member;

use crate::graphql::loaders::{reference, row_object};

row_object! {
    /// A person on our side.
    TeamMember = team_member
}

/// A person on our side.
#[Object]
impl TeamMember {
    /// Opaque id; its prefix says the kind.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Full name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// E-mail address.
    async fn email(&self) -> Option<&str> {
        self.0.email.as_deref()
    }

    /// The part of our company they work in.
    async fn department(&self) -> Department {
        self.0.department
    }

    /// Whom they report to; null where nobody is named, or the one named is gone.
    async fn manager(&self, ctx: &Context<'_>) -> Option<Result<TeamMember>> {
        let found = reference::<_, team_member::Entity>(ctx, &self.0, "manager", |row| row.manager_id.map(Into::into));
        found.await.map(|found| found.map(TeamMember)).transpose()
    }

    /// They still work here. Who does not owns no request.
    async fn active(&self) -> bool {
        self.0.active
    }

    /// Minutes a week that they work; null where no source says.
    async fn weekly_minutes(&self) -> Option<i32> {
        self.0.weekly_minutes
    }

    /// How often its own fields were written, from 1. Give it as `expectedVersion` where a mutation takes one.
    async fn version(&self) -> i32 {
        self.0.version
    }
}
