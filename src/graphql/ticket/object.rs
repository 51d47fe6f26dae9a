//! A support case.

use async_graphql::{Context, ID, Object, Result};
use entity::contact;
use entity::enums::TicketSeverity;

use crate::graphql::account::object::Account;
use crate::graphql::contact::object::Contact;
use crate::graphql::loaders::{reference, row_object};
use crate::scalar::DateTime;

row_object! {
    /// A support case.
    Ticket = ticket {}
}

/// A support case.
#[Object]
impl Ticket {
    /// Opaque id; its prefix says the kind.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The account it belongs to.
    async fn account(&self, ctx: &Context<'_>) -> Result<Account> {
        Account::of(ctx, &self.0, |row| row.account_id.into()).await
    }

    /// The contact who opened it; null where none is named, or the one named is gone.
    async fn contact(&self, ctx: &Context<'_>) -> Option<Result<Contact>> {
        let found = reference::<_, contact::Entity>(ctx, &self.0, "contact", |row| row.contact_id.map(Into::into));
        found.await.map(|found| found.map(Contact)).transpose()
    }

    /// In one line.
    async fn subject(&self) -> Option<&str> {
        self.0.subject.as_deref()
    }

    /// How bad it is; SEV3 where no source says.
    async fn severity(&self) -> TicketSeverity {
        self.0.severity
    }

    /// When it was opened.
    async fn opened_at(&self) -> DateTime {
        self.0.opened_at.into()
    }

    /// When it was closed; null while it is open.
    async fn closed_at(&self) -> Option<DateTime> {
        self.0.closed_at.map(Into::into)
    }

    /// Its own target; null: the target of its severity counts (rules 1.1).
    async fn target_at(&self) -> Option<DateTime> {
        self.0.target_at.map(Into::into)
    }

    /// Solved at first contact; null where that is not known.
    async fn first_contact_resolved(&self) -> Option<bool> {
        self.0.first_contact_resolved
    }

    /// How often it was opened again.
    async fn reopens(&self) -> i32 {
        self.0.reopens
    }

    /// The customer escalated it.
    async fn escalated(&self) -> bool {
        self.0.escalated
    }

    /// The effort that it took the customer, on the source's own scale.
    async fn effort(&self) -> Option<i32> {
        self.0.effort
    }

    /// How often its own fields were written, from 1. Give it as `expectedVersion` where a mutation takes one.
    async fn version(&self) -> i32 {
        self.0.version
    }
}
