//! How the customer uses the product.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use entity::account;

use super::series::{UsagePoint, series};
use crate::domain::assess::Numbers;
use crate::domain::number::Millionths;
use crate::graphql::loaders::Row;
use crate::graphql::objects::Many;
use crate::graphql::share::whole;
use crate::scalar::Date;

/// How the customer uses the product.
pub struct Adoption {
    /// The account.
    pub account: Row<account::Model>,
    /// Its numbers.
    pub numbers: Arc<Numbers>,
}

/// How the customer uses the product, over the 28 days before the day of the standing assessment.
#[Object]
impl Adoption {
    /// Seats of the contract lines that run; null where none states them.
    async fn seats(&self) -> Option<i32> {
        self.numbers.adoption.seats.map(whole)
    }

    /// People who used it; null where that is not known.
    async fn active_users(&self) -> Option<i32> {
        self.numbers.adoption.active_users.map(whole)
    }

    /// Active users by seat, 0 to 1; null where either is.
    async fn active_share(&self) -> Option<f64> {
        self.numbers.adoption.active_share.map(Millionths::as_f64)
    }

    /// Volume by that of the 28 days before: 1 is level; null where it is not known.
    async fn trend(&self) -> Option<f64> {
        self.numbers.adoption.trend.map(Millionths::as_f64)
    }

    /// Key features that were used, of those the contracts include; null where that is not known.
    async fn key_features_used(&self) -> Option<i32> {
        self.numbers.adoption.key_features_used.map(whole)
    }

    /// Key features that the contracts include; null where no feature is key.
    async fn key_features_entitled(&self) -> Option<i32> {
        self.numbers.adoption.key_features_entitled.map(whole)
    }

    /// Seconds by user and day of use; null where no record tells both.
    async fn seconds_per_user_day(&self) -> Option<f64> {
        self.numbers.adoption.seconds_per_user_day.map(Millionths::as_f64)
    }

    /// The last day with use; null where there never was any.
    async fn last_used_on(&self) -> Option<Date> {
        self.numbers.adoption.last_used_on.map(Into::into)
    }

    /// Use by day, oldest first; days without use are left out. since is included, until is not; at most 400 days, else BAD_USER_INPUT.
    async fn series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first day.")] since: Date,
        #[graphql(desc = "The day after the last one; absent: tomorrow. Not null.")] until: Option<Date>,
    ) -> Result<Many<UsagePoint>> {
        series(ctx, &self.account, since.into(), until.map(Into::into)).await.map(Many)
    }
}
