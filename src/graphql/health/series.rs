//! Health over time.

use async_graphql::{Context, Object, Result};
use chrono::{TimeDelta, Utc};
use entity::account;
use entity::enums::HealthBand;

use crate::domain::bounds::DAYS;
use crate::domain::number::Tenths;
use crate::error::AppError;
use crate::graphql::context::ContextExt;
use crate::graphql::error::bad_input;
use crate::graphql::loaders::{Row, grouped};
use crate::scalar::DateTime;
use crate::store::standings::{Point, daily};

/// Health at a moment.
pub struct HealthPoint(Row<Point>);

/// Health as it stood at a moment.
#[Object]
impl HealthPoint {
    /// The moment of the assessment.
    async fn at(&self) -> DateTime {
        self.0.assessed_at.into()
    }

    /// The score shown then, 0 to 100 in tenths; null where none was.
    async fn score(&self) -> Option<f64> {
        self.0.score.map(|score| Tenths(i64::from(score)).as_f64())
    }

    /// The band shown then.
    async fn band(&self) -> HealthBand {
        self.0.band
    }
}

/// The last point of each day of an account from `since` until before `until`.
pub async fn series(
    ctx: &Context<'_>,
    account: &Row<account::Model>,
    since: chrono::DateTime<Utc>,
    until: Option<chrono::DateTime<Utc>>,
) -> Result<Vec<HealthPoint>> {
    // Units that follow each other within one reading of the clock are a little ahead of it.
    let now = ctx.now().max(account.last_recorded_at);
    let until = until.unwrap_or(now + TimeDelta::microseconds(1));
    if since >= until {
        return Err(bad_input("since lies before until"));
    }
    let load = |ids: Vec<_>| async move {
        let points = daily(&*ctx.reader().snapshot().await?, &ids, since, until).await?;
        Ok::<_, AppError>(points.into_iter().map(|point| (point.account_id, point)).collect())
    };
    let mut points = grouped(account, format!("series {since} {until}"), |row| row.id.into(), load).await?;
    let newest = points.split_off(points.len().saturating_sub(DAYS));
    Ok(newest.into_iter().map(HealthPoint).collect())
}
