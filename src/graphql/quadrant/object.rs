//! The quadrant: the customer's happiness against ours.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use entity::account;
use entity::enums::QuadrantName;

use super::path::{QuadrantPoint, path};
use crate::domain::access::Group;
use crate::domain::assessment::Assessment;
use crate::domain::number::Hundredths;
use crate::graphql::context::ContextExt;
use crate::graphql::health::reason::Reason;
use crate::graphql::loaders::Row;
use crate::graphql::objects::Many;
use crate::graphql::scoped::scoped;
use crate::scalar::DateTime;

/// The quadrant of an account.
pub struct Quadrant {
    /// The account.
    pub account: Row<account::Model>,
    /// What stands about it.
    pub standing: Arc<Assessment>,
}

/// The customer's happiness against the company's own: where to put our effort (rules 3).
#[Object]
impl Quadrant {
    /// Its name: the signs of both axes.
    async fn name(&self) -> QuadrantName {
        self.standing.quadrant.name
    }

    /// Since when; null where the quadrant is UNKNOWN.
    async fn since(&self) -> Option<DateTime> {
        self.standing.quadrant.since.map(Into::into)
    }

    /// The customer's axis, from -1 to 1 in hundredths; null where it is not known.
    async fn customer_happiness(&self) -> Option<f64> {
        self.standing.quadrant.customer_happiness.map(Hundredths::as_f64)
    }

    /// The company's axis, from -1 to 1 in hundredths; null where it is not known, and for who may not read it.
    #[graphql(directive = scoped::apply(Group::Profitability))]
    async fn company_happiness(&self, ctx: &Context<'_>) -> Option<f64> {
        let known = self.standing.quadrant.company_happiness.filter(|_| ctx.may_read(Group::Profitability));
        known.map(Hundredths::as_f64)
    }

    /// The mean of both axes, from -1 to 1 in hundredths: diagonally up and right is better. Null where either is, and for who may not read it.
    #[graphql(directive = scoped::apply(Group::Profitability))]
    async fn level(&self, ctx: &Context<'_>) -> Option<f64> {
        let known = self.standing.quadrant.level.filter(|_| ctx.may_read(Group::Profitability));
        known.map(Hundredths::as_f64)
    }

    /// REASSESS, and near enough to the middle to be won back. Null for who may not read it: it tells how low the margin is.
    #[graphql(directive = scoped::apply(Group::Profitability))]
    async fn recoverable(&self, ctx: &Context<'_>) -> Option<bool> {
        ctx.may_read(Group::Profitability).then_some(self.standing.quadrant.recoverable)
    }

    /// Whole months in this quadrant; 0 where it is UNKNOWN.
    async fn months_in_quadrant(&self) -> i32 {
        i32::try_from(self.standing.quadrant.months_in_quadrant).unwrap_or(i32::MAX)
    }

    /// Where it stood at each month's end, oldest first, and where it stands now as the last: at most 60, and now's. Costs its `months`, and one.
    async fn path(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many month's ends, 1 to 60, else BAD_USER_INPUT; not null.", default_with = "Some(12)")]
        months: Option<i32>,
    ) -> Result<Many<QuadrantPoint>> {
        path(ctx, &self.account, &self.standing, months.unwrap_or(12)).await.map(Many)
    }

    /// What to do about it.
    async fn advice(&self) -> &str {
        &self.standing.quadrant.advice
    }

    /// What it rests on, at most 25 reasons.
    async fn reasons(&self) -> Many<Reason> {
        Reason::all(&self.standing.quadrant.reasons)
    }
}
