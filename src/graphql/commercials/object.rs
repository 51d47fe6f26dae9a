//! What an account's contracts are worth.

use std::sync::Arc;

use async_graphql::Object;
use entity::{account, subscription};

use crate::domain::assess::Numbers;
use crate::graphql::lists::lists;
use crate::graphql::loaders::{Row, children};
use crate::graphql::money::Money;
use crate::graphql::share::whole;
use crate::graphql::subscription::object::Subscription;
use crate::scalar::Date;
use crate::store::subscriptions;

/// What an account's contracts are worth.
pub struct Commercials {
    /// The account.
    pub account: Row<account::Model>,
    /// Its numbers.
    pub numbers: Arc<Numbers>,
}

impl Commercials {
    fn monthly(&self, months: i64) -> Option<Money> {
        let numbers = &self.numbers.commercials;
        let minor = numbers.mrr_minor?.checked_mul(months)?;
        Some(Money::new(minor, numbers.currency.clone()))
    }
}

/// What the account's contracts are worth, as of the standing assessment.
#[Object]
impl Commercials {
    /// Monthly recurring revenue of the paid contract lines that run, in the policy's currency; null where a rate of exchange is missing.
    async fn mrr(&self) -> Option<Money> {
        self.monthly(1)
    }

    /// Twelve times the monthly; null where that is.
    async fn arr(&self) -> Option<Money> {
        self.monthly(12)
    }

    /// Seats of the contract lines that run; null where none states them.
    async fn seats(&self) -> Option<i32> {
        self.numbers.commercials.seats.map(whole)
    }

    /// The next end of a term; null where none lies ahead.
    async fn renews_on(&self) -> Option<Date> {
        self.numbers.renews_on.map(Into::into)
    }

    #[graphql(flatten)]
    async fn lists(&self) -> CommercialsLists {
        CommercialsLists(self.account.clone())
    }
}

/// The lists of `Commercials`.
pub struct CommercialsLists(Row<entity::account::Model>);

lists! {
    /// The lists of `Commercials`.
    impl CommercialsLists {
        /// All contract lines, the last begun first.
        fn subscriptions(&self, ctx, page) -> Subscription {
            children(ctx, &self.0, "subscriptions", |row| row.id.into(), subscription::Column::AccountId, subscriptions::listing, page).await
        }
    }
}
