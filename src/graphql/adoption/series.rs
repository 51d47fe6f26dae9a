//! Use of the product by day.

use std::collections::BTreeMap;

use async_graphql::{Context, Result, SimpleObject};
use chrono::{Days, NaiveDate};
use entity::account;

use crate::domain::bounds::DAYS;
use crate::graphql::context::ContextExt;
use crate::graphql::error::bad_input;
use crate::graphql::loaders::{Row, grouped};
use crate::graphql::share::whole;
use crate::scalar::Date;
use crate::store::usage::{Sum, by_period};

/// Use of the product on one day. A record over several days counts on each in equal parts.
#[derive(SimpleObject)]
pub struct UsagePoint {
    /// The day.
    on: Date,
    /// People who used it: distinct user keys, or the source's own count where that is greater; null where no record tells.
    users: Option<i32>,
    /// Sessions; null where no record states them.
    sessions: Option<i32>,
    /// Uses; null where no record states them.
    uses: Option<i32>,
    /// Seconds; null where no record states them.
    seconds: Option<i32>,
}

/// Refuses spans that are empty or longer than 400 days.
pub fn checked(since: NaiveDate, until: NaiveDate) -> Result<()> {
    let days = usize::try_from((until - since).num_days()).unwrap_or_default();
    if (1..=DAYS).contains(&days) {
        Ok(())
    } else {
        Err(bad_input(format!("since lies before until, by {DAYS} days at most")))
    }
}

/// The part of a record's number that falls on `days` of its `span` days, half up.
pub fn part(number: i64, days: i64, span: i64) -> i64 {
    let (number, days, span) = (i128::from(number), i128::from(days), i128::from(span.max(1)));
    i64::try_from((2 * number * days + span).div_euclid(2 * span)).unwrap_or(i64::MAX)
}

#[derive(Default)]
struct Day {
    users: Option<i64>,
    sessions: Option<i64>,
    uses: Option<i64>,
    seconds: Option<i64>,
}

/// Use by day from `since` until before `until`.
pub async fn series(
    ctx: &Context<'_>,
    account: &Row<account::Model>,
    since: NaiveDate,
    until: Option<NaiveDate>,
) -> Result<Vec<UsagePoint>> {
    let today = ctx.now().date_naive();
    let until = until.or_else(|| today.succ_opt()).unwrap_or(today);
    checked(since, until)?;
    let load = |ids| async move { by_period(&*ctx.reader().snapshot().await?, ids, since, until).await };
    let sums = grouped(account, format!("usage {since} {until}"), |row| row.id.into(), load).await?;
    let mut days: BTreeMap<NaiveDate, Day> = BTreeMap::new();
    for sum in &sums {
        spread(sum, since, until, &mut days);
    }
    let point = |(on, day): (NaiveDate, Day)| UsagePoint {
        on: on.into(),
        users: day.users.map(whole),
        sessions: day.sessions.map(whole),
        uses: day.uses.map(whole),
        seconds: day.seconds.map(whole),
    };
    Ok(days.into_iter().map(point).collect())
}

fn spread(sum: &Sum, since: NaiveDate, until: NaiveDate, days: &mut BTreeMap<NaiveDate, Day>) {
    let span = (sum.to - sum.from).num_days();
    let (mut on, end) = (sum.from.max(since), sum.to.min(until));
    while on < end {
        let day = days.entry(on).or_default();
        day.users = day.users.max(Some(sum.users).filter(|&users| users > 0)).max(sum.active_users);
        let add = |field: &mut Option<i64>, number: Option<i64>| {
            if let Some(number) = number {
                *field = Some(field.unwrap_or_default().saturating_add(part(number, 1, span)));
            }
        };
        add(&mut day.sessions, sum.sessions);
        add(&mut day.uses, sum.uses);
        add(&mut day.seconds, sum.seconds);
        match on.checked_add_days(Days::new(1)) {
            Some(next) => on = next,
            None => break,
        }
    }
}
