//! An expectation that we set.

use async_graphql::{Context, ID, Object, Result};
use entity::enums::{PromiseOutcome, PromiseState};
use entity::team_member;

use crate::graphql::account::object::Account;
use crate::graphql::loaders::{reference, row_object};
use crate::graphql::team_member::object::TeamMember;
use crate::scalar::Date;

row_object! {
    /// An expectation that we set: something we promised by a date.
    Promise = promise
}

/// An expectation that we set: something we promised by a date.
#[Object]
impl Promise {
    /// Opaque id; its prefix says the kind.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The account it belongs to.
    async fn account(&self, ctx: &Context<'_>) -> Result<Account> {
        Account::of(ctx, &self.0, |row| row.account_id.into()).await
    }

    /// What was promised.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// By when.
    async fn due_on(&self) -> Date {
        self.0.due_on.into()
    }

    /// What became of it; OPEN until an outcome is stated.
    async fn state(&self) -> PromiseState {
        match self.0.outcome {
            None => PromiseState::Open,
            Some(PromiseOutcome::Met) => PromiseState::Met,
            Some(PromiseOutcome::Exceeded) => PromiseState::Exceeded,
            Some(PromiseOutcome::Missed) => PromiseState::Missed,
            Some(PromiseOutcome::Released) => PromiseState::Released,
        }
    }

    /// Who promised it; null where nobody is named, or the one named is gone.
    async fn made_by(&self, ctx: &Context<'_>) -> Option<Result<TeamMember>> {
        let found = reference::<_, team_member::Entity>(ctx, &self.0, "made_by", |row| row.made_by_id.map(Into::into));
        found.await.map(|found| found.map(TeamMember)).transpose()
    }

    /// How often its own fields were written, from 1. Give it as `expectedVersion` where a mutation takes one.
    async fn version(&self) -> i32 {
        self.0.version
    }
}
