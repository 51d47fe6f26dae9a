//! A contract line that recurs.

use async_graphql::{Context, ID, Object, Result};
use entity::enums::OutcomeKind;
use entity::subscription::Model;

use crate::domain::access::Group;
use crate::graphql::account::object::Account;
use crate::graphql::context::ContextExt;
use crate::graphql::loaders::{Row, grouped, row_object};
use crate::graphql::money::Money;
use crate::graphql::policy;
use crate::graphql::scoped::scoped;
use crate::scalar::Date;
use crate::store::outcomes;

row_object! {
    /// A contract line that recurs.
    Subscription = subscription
}

/// A contract line that recurs.
#[Object(name = "CustomerSubscription")]
impl Subscription {
    /// Opaque id; its prefix says the kind.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The account it belongs to.
    async fn account(&self, ctx: &Context<'_>) -> Result<Account> {
        Account::of(ctx, &self.0, |row| row.account_id.into()).await
    }

    /// The plan.
    async fn plan(&self) -> Option<&str> {
        self.0.plan.as_deref()
    }

    /// Monthly recurring revenue, in the contract's own currency. Null for who may not read it, and where no source says.
    #[graphql(directive = scoped::apply(Group::Commercials))]
    async fn mrr(&self, ctx: &Context<'_>) -> Option<Result<Money>> {
        mrr(ctx, &self.0).await.transpose()
    }

    /// How many people may use the product.
    async fn seats(&self) -> Option<i32> {
        self.0.seats
    }

    /// A trial: it is no revenue.
    async fn trial(&self) -> bool {
        self.0.trial
    }

    /// Its first day.
    async fn started_on(&self) -> Option<Date> {
        self.0.started_on.map(Into::into)
    }

    /// The last day of its term; that alone ends nothing.
    async fn term_ends_on(&self) -> Option<Date> {
        self.0.term_ends_on.map(Into::into)
    }

    /// The day from which it no longer runs; null while it does.
    async fn ended_on(&self) -> Option<Date> {
        self.0.ended_on.map(Into::into)
    }

    /// It renews by itself; null where no source says.
    async fn auto_renew(&self) -> Option<bool> {
        self.0.auto_renew
    }

    /// The latest that really happened to it: renewed, churned and so on; null where nothing is recorded.
    async fn outcome(&self, ctx: &Context<'_>) -> Option<Result<OutcomeKind>> {
        outcome(ctx, &self.0).await.transpose()
    }

    /// Why it ended or changed.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// How often its own fields were written, from 1. Give it as `expectedVersion` where a mutation takes one.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

async fn mrr(ctx: &Context<'_>, row: &Row<Model>) -> Result<Option<Money>> {
    let Some(minor) = row.mrr_minor else { return Ok(None) };
    let currency = match &row.currency {
        Some(currency) => currency.clone(),
        None => policy::currency(ctx).await?,
    };
    Ok(Some(Money::new(minor, currency)))
}

async fn outcome(ctx: &Context<'_>, row: &Row<Model>) -> Result<Option<OutcomeKind>> {
    let load = |ids| async move { outcomes::latest(&*ctx.reader().snapshot().await?, ids).await };
    let latest = grouped(row, "outcome", |row| row.id.into(), load).await?;
    Ok(latest.first().map(|latest| **latest))
}
