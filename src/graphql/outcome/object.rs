//! What really happened to a contract.

use async_graphql::{Context, ID, Object, Result};
use entity::enums::OutcomeKind;
use entity::{outcome, subscription};

use crate::graphql::account::object::Account;
use crate::graphql::loaders::{reference, row_object};
use crate::graphql::subscription::object::Subscription;
use crate::scalar::Date;

row_object! {
    /// What really happened to a contract: it was renewed, it ended, it grew.
    Outcome = outcome
}

/// What really happened to a contract: it was renewed, it ended, it grew.
#[Object]
impl Outcome {
    /// Opaque id; its prefix says the kind.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The account it belongs to.
    async fn account(&self, ctx: &Context<'_>) -> Result<Account> {
        Account::of(ctx, &self.0, |row| row.account_id.into()).await
    }

    /// What happened.
    async fn kind(&self) -> OutcomeKind {
        self.0.kind
    }

    /// When; null where no source says.
    async fn on(&self) -> Option<Date> {
        self.0.on.map(Into::into)
    }

    /// The contract line it is about; null where none is named, or the one named is gone.
    async fn subscription(&self, ctx: &Context<'_>) -> Option<Result<Subscription>> {
        let id = |row: &outcome::Model| row.subscription_id.map(Into::into);
        let found = reference::<_, subscription::Entity>(ctx, &self.0, "subscription", id);
        found.await.map(|found| found.map(Subscription)).transpose()
    }

    /// Why, in the words of the source.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
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
