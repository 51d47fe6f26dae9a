//! An account's way through the quadrants.

use async_graphql::{Context, Object, Result};
use chrono::{Datelike, Months, NaiveDate, NaiveTime};
use entity::account;
use entity::enums::QuadrantName;

use crate::domain::access::Group;
use crate::domain::assessment::{Assessment, Quadrant};
use crate::domain::bounds::MONTHS;
use crate::domain::number::Hundredths;
use crate::error::AppError;
use crate::graphql::context::ContextExt;
use crate::graphql::error::bad_input;
use crate::graphql::loaders::{Row, grouped};
use crate::graphql::scoped::scoped;
use crate::scalar::Date;
use crate::store::standings::{Place, monthly_quadrants};

/// A quadrant at the end of a month.
pub struct QuadrantPoint {
    at: NaiveDate,
    name: QuadrantName,
    customer_happiness: Option<Hundredths>,
    company_happiness: Option<Hundredths>,
}

/// Where an account stood at a month's end, or stands now.
#[Object]
impl QuadrantPoint {
    /// The last day of the month, or today.
    async fn at(&self) -> Date {
        self.at.into()
    }

    /// The quadrant's name then.
    async fn name(&self) -> QuadrantName {
        self.name
    }

    /// The customer's axis then, from -1 to 1 in hundredths; null where it was not known.
    async fn customer_happiness(&self) -> Option<f64> {
        self.customer_happiness.map(Hundredths::as_f64)
    }

    /// The company's axis then, from -1 to 1 in hundredths; null where it was not known, and for who may not read it.
    #[graphql(directive = scoped::apply(Group::Profitability))]
    async fn company_happiness(&self, ctx: &Context<'_>) -> Option<f64> {
        let known = self.company_happiness.filter(|_| ctx.may_read(Group::Profitability));
        known.map(Hundredths::as_f64)
    }
}

/// The assessment standing at each of the last months' ends, oldest first, and now's last.
pub async fn path(
    ctx: &Context<'_>,
    account: &Row<account::Model>,
    standing: &Assessment,
    months: i32,
) -> Result<Vec<QuadrantPoint>> {
    let fits = |months: &u32| (1..=MONTHS).contains(&(*months as usize));
    let months = u32::try_from(months).ok().filter(fits);
    let months = months.ok_or_else(|| bad_input(format!("months is 1 to {MONTHS}")))?;
    let now = ctx.now();
    let today = now.date_naive();
    let this_month = today.with_day(1).unwrap_or(today);
    let load = |ids: Vec<_>| async move {
        let until = this_month.and_time(NaiveTime::MIN).and_utc();
        let places = monthly_quadrants(&*ctx.reader().snapshot().await?, &ids, until).await?;
        Ok::<_, AppError>(places.into_iter().map(|place| (place.account_id, place)).collect())
    };
    let places: Vec<Row<Place>> = grouped(account, format!("path {this_month}"), |row| row.id.into(), load).await?;
    let mut points = Vec::new();
    for ago in (0..months).rev() {
        let Some(end) = this_month.checked_sub_months(Months::new(ago)) else { continue };
        let before = |place: &&Row<Place>| place.assessed_at.date_naive() < end;
        if let (Some(place), Some(at)) = (places.iter().rfind(before), end.pred_opt()) {
            let share = |hundredths: Option<i32>| hundredths.map(|number| Hundredths(i64::from(number)));
            points.push(QuadrantPoint {
                at,
                name: place.quadrant,
                customer_happiness: share(place.customer_happiness),
                company_happiness: share(place.company_happiness),
            });
        }
    }
    let Quadrant { name, customer_happiness, company_happiness, .. } = standing.quadrant;
    points.push(QuadrantPoint { at: today, name, customer_happiness, company_happiness });
    Ok(points)
}
