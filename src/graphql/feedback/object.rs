//! What the customer said works or does not.

use async_graphql::{Context, ID, Object, Result};
use entity::contact;

use crate::graphql::account::object::Account;
use crate::graphql::contact::object::Contact;
use crate::graphql::loaders::{reference, row_object};
use crate::scalar::DateTime;

row_object! {
    /// What the customer said works or does not.
    Feedback = feedback
}

/// What the customer said works or does not.
#[Object]
impl Feedback {
    /// Opaque id; its prefix says the kind.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The account it belongs to.
    async fn account(&self, ctx: &Context<'_>) -> Result<Account> {
        Account::of(ctx, &self.0, |row| row.account_id.into()).await
    }

    /// The contact who said it; null where none is named, or the one named is gone.
    async fn contact(&self, ctx: &Context<'_>) -> Option<Result<Contact>> {
        let found = reference::<_, contact::Entity>(ctx, &self.0, "contact", |row| row.contact_id.map(Into::into));
        found.await.map(|found| found.map(Contact)).transpose()
    }

    /// When they said it.
    async fn received_at(&self) -> DateTime {
        self.0.received_at.into()
    }

    /// What they said.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// What it is about.
    async fn about(&self) -> Option<&str> {
        self.0.about.as_deref()
    }

    /// When it was dealt with; null until then.
    async fn closed_at(&self) -> Option<DateTime> {
        self.0.closed_at.map(Into::into)
    }

    /// When the customer was told what became of it; null until then.
    async fn customer_told_at(&self) -> Option<DateTime> {
        self.0.customer_told_at.map(Into::into)
    }

    /// How often its own fields were written, from 1. Give it as `expectedVersion` where a mutation takes one.
    async fn version(&self) -> i32 {
        self.0.version
    }
}
