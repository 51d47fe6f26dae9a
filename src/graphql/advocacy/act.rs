//! What an advocate did.

use async_graphql::{Context, ID, Object, Result};
use entity::contact;
use entity::enums::ActKind;

use crate::graphql::account::object::Account;
use crate::graphql::contact::object::Contact;
use crate::graphql::loaders::{reference, row_object};
use crate::scalar::Date;

row_object! {
    /// What an advocate at the customer did.
    AdvocacyAct = advocacy_act
}

/// What an advocate at the customer did.
#[Object]
impl AdvocacyAct {
    /// Opaque id; its prefix says the kind.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The account it belongs to.
    async fn account(&self, ctx: &Context<'_>) -> Result<Account> {
        Account::of(ctx, &self.0, |row| row.account_id.into()).await
    }

    /// The contact who did it; null where none is named, or the one named is gone.
    async fn contact(&self, ctx: &Context<'_>) -> Option<Result<Contact>> {
        let found = reference::<_, contact::Entity>(ctx, &self.0, "contact", |row| row.contact_id.map(Into::into));
        found.await.map(|found| found.map(Contact)).transpose()
    }

    /// What they did; DETRACTION is speaking against us.
    async fn kind(&self) -> ActKind {
        self.0.kind
    }

    /// When.
    async fn on(&self) -> Date {
        self.0.on.into()
    }

    /// Where it can be seen.
    async fn url(&self) -> Option<&str> {
        self.0.url.as_deref()
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
