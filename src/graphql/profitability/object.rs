//! What an account earns, and what serving it takes.

use std::sync::Arc;

use async_graphql::Object;
use entity::{account, cost, time_entry};

use crate::domain::assess::Numbers;
use crate::domain::number::Hundredths;
use crate::graphql::cost::object::Cost;
use crate::graphql::lists::lists;
use crate::graphql::loaders::{Row, children};
use crate::graphql::money::Money;
use crate::graphql::share::whole;
use crate::graphql::time_entry::object::TimeEntry;
use crate::scalar::Date;
use crate::store::{costs, time_entries};

/// What an account earns, and what serving it takes.
pub struct Profitability {
    /// The account.
    pub account: Row<account::Model>,
    /// Its numbers.
    pub numbers: Arc<Numbers>,
}

impl Profitability {
    fn money(&self, minor: Option<i64>) -> Option<Money> {
        Some(Money::new(minor?, self.numbers.profitability.currency.clone()))
    }
}

/// What the account earns and what serving it takes, over the period of rules 3, as of the standing assessment.
#[Object]
impl Profitability {
    /// The period's first day.
    async fn from(&self) -> Date {
        self.numbers.profitability.from.into()
    }

    /// The day after the period's last.
    async fn to(&self) -> Date {
        self.numbers.profitability.to.into()
    }

    /// Revenue of the period, in the policy's currency; null where a rate of exchange is missing.
    async fn revenue(&self) -> Option<Money> {
        self.money(self.numbers.profitability.revenue_minor)
    }

    /// What serving it took in the period, in the policy's currency; null where a rate is missing or nothing tells the time spent.
    async fn cost(&self) -> Option<Money> {
        self.money(self.numbers.profitability.cost_minor)
    }

    /// (revenue - cost) / revenue, in hundredths; null where either is, or there is no revenue.
    async fn margin(&self) -> Option<f64> {
        self.numbers.profitability.margin.map(Hundredths::as_f64)
    }

    /// No time was ever booked, so it was worked out from tickets and touchpoints.
    async fn estimated(&self) -> bool {
        self.numbers.profitability.estimated
    }

    /// Minutes that our people spent in the period.
    async fn minutes(&self) -> i32 {
        whole(self.numbers.profitability.minutes)
    }

    #[graphql(flatten)]
    async fn lists(&self) -> ProfitabilityLists {
        ProfitabilityLists(self.account.clone())
    }
}

/// The lists of `Profitability`.
pub struct ProfitabilityLists(Row<entity::account::Model>);

lists! {
    /// The lists of `Profitability`.
    impl ProfitabilityLists {
        /// All time booked, newest first.
        fn time_entries(&self, ctx, page) -> TimeEntry {
            children(ctx, &self.0, "timeEntries", |row| row.id.into(), time_entry::Column::AccountId, time_entries::listing, page).await
        }

        /// All costs, newest first.
        fn costs(&self, ctx, page) -> Cost {
            children(ctx, &self.0, "costs", |row| row.id.into(), cost::Column::AccountId, costs::listing, page).await
        }
    }
}
