//! An outcome that the customer wants to reach.

use async_graphql::{Context, ID, Object, Result};
use entity::enums::GoalState;

use super::state::{latest, state};
use crate::graphql::account::object::Account;
use crate::graphql::loaders::row_object;
use crate::scalar::{Date, DateTime, Decimal};

row_object! {
    /// An outcome that the customer wants to reach with the product.
    Goal = goal
}

/// An outcome that the customer wants to reach with the product.
#[Object]
impl Goal {
    /// Opaque id; its prefix says the kind.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The account it belongs to.
    async fn account(&self, ctx: &Context<'_>) -> Result<Account> {
        Account::of(ctx, &self.0, |row| row.account_id.into()).await
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it is measured by.
    async fn metric(&self) -> &str {
        &self.0.metric
    }

    /// The unit of its values.
    async fn unit(&self) -> Option<&str> {
        self.0.unit.as_deref()
    }

    /// Where it began, in its unit.
    async fn baseline(&self) -> Option<Decimal> {
        self.0.baseline.map(Into::into)
    }

    /// Where it is to end, in its unit.
    async fn target(&self) -> Option<Decimal> {
        self.0.target.map(Into::into)
    }

    /// Its latest value, in its unit; of one date the last that was given; null where none was.
    async fn latest(&self) -> Option<Decimal> {
        latest(&self.0).map(Into::into)
    }

    /// Its first day.
    async fn start_on(&self) -> Date {
        self.0.start_on.into()
    }

    /// The day by which it is to be reached.
    async fn due_on(&self) -> Date {
        self.0.due_on.into()
    }

    /// Where it stands now (rules, "Goals").
    async fn state(&self, ctx: &Context<'_>) -> Result<GoalState> {
        state(ctx, &self.0).await
    }

    /// When the customer accepted that it was reached; null until then.
    async fn accepted_at(&self) -> Option<DateTime> {
        self.0.accepted_at.map(Into::into)
    }

    /// How often its own fields were written, from 1. Give it as `expectedVersion` where a mutation takes one.
    async fn version(&self) -> i32 {
        self.0.version
    }
}
