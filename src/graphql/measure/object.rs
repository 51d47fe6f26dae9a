//! Something that the company itself tracks about an account.

use async_graphql::{Context, ID, Object, Result};

use crate::graphql::account::object::Account;
use crate::graphql::loaders::row_object;
use crate::scalar::{DateTime, Decimal};

row_object! {
    /// Something that the company itself tracks about an account; the policy says which measures are signals.
    Measure = measure
}

/// Something that the company itself tracks about an account; the policy says which measures are signals.
#[Object]
impl Measure {
    /// Opaque id; its prefix says the kind.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The account it belongs to.
    async fn account(&self, ctx: &Context<'_>) -> Result<Account> {
        Account::of(ctx, &self.0, |row| row.account_id.into()).await
    }

    /// What is measured.
    async fn key(&self) -> &str {
        &self.0.key
    }

    /// Its value, where it is a number.
    async fn number(&self) -> Option<Decimal> {
        self.0.number.map(Into::into)
    }

    /// Its value, where it is a word.
    async fn word(&self) -> Option<&str> {
        self.0.word.as_deref()
    }

    /// When it was so.
    async fn observed_at(&self) -> DateTime {
        self.0.observed_at.into()
    }

    /// How often its own fields were written, from 1. Give it as `expectedVersion` where a mutation takes one.
    async fn version(&self) -> i32 {
        self.0.version
    }
}
