//! Money that serving the account took.

use async_graphql::{Context, ID, Object, Result};
use entity::enums::CostKind;

use crate::graphql::account::object::Account;
use crate::graphql::loaders::row_object;
use crate::graphql::money::Money;
use crate::scalar::Date;

row_object! {
    /// Money that serving the account took.
    Cost = cost
}

/// Money that serving the account took.
#[Object]
impl Cost {
    /// Opaque id; its prefix says the kind.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The account it belongs to.
    async fn account(&self, ctx: &Context<'_>) -> Result<Account> {
        Account::of(ctx, &self.0, |row| row.account_id.into()).await
    }

    /// What it is.
    async fn kind(&self) -> CostKind {
        self.0.kind
    }

    /// The day it counts on.
    async fn on(&self) -> Date {
        self.0.on.into()
    }

    /// How much, in its own currency.
    async fn amount(&self) -> Money {
        Money::new(self.0.amount_minor, self.0.currency.clone())
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
