//! Minutes that serving the account took.

use async_graphql::{Context, ID, Object, Result};
use entity::team_member;

use crate::graphql::account::object::Account;
use crate::graphql::loaders::{reference, row_object};
use crate::graphql::team_member::object::TeamMember;
use crate::scalar::Date;

row_object! {
    /// Minutes that serving the account took.
    TimeEntry = time_entry
}

/// Minutes that serving the account took.
#[Object]
impl TimeEntry {
    /// Opaque id; its prefix says the kind.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The account it belongs to.
    async fn account(&self, ctx: &Context<'_>) -> Result<Account> {
        Account::of(ctx, &self.0, |row| row.account_id.into()).await
    }

    /// Whose minutes; null where nobody is named, or the one named is gone.
    async fn member(&self, ctx: &Context<'_>) -> Option<Result<TeamMember>> {
        let found = reference::<_, team_member::Entity>(ctx, &self.0, "member", |row| row.member_id.map(Into::into));
        found.await.map(|found| found.map(TeamMember)).transpose()
    }

    /// The day they count on.
    async fn on(&self) -> Date {
        self.0.on.into()
    }

    /// How many.
    async fn minutes(&self) -> i32 {
        self.0.minutes
    }

    /// What was done.
    async fn activity(&self) -> Option<&str> {
        self.0.activity.as_deref()
    }

    /// More about it.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// How often its own fields were written, from 1. Give it as `expectedVersion` where a mutation takes one.
    async fn version(&self) -> i32 {
        self.0.version
    }
}
