//! Which features an account used.

use std::collections::HashMap;

use async_graphql::{Context, Result, SimpleObject};
use chrono::{Days, NaiveDate};
use entity::account;

use super::series::{checked, part};
use crate::domain::bounds::FEATURES;
use crate::error::AppError;
use crate::graphql::context::ContextExt;
use crate::graphql::feature::object::Feature;
use crate::graphql::loaders::{Row, grouped};
use crate::graphql::objects::Many;
use crate::graphql::share::whole;
use crate::scalar::Date;
use crate::store::features;
use crate::store::usage::{by_feature, users_by_feature};

/// Which features the account used in a span of days.
#[derive(SimpleObject)]
pub struct FeatureUsage {
    /// The first day.
    from: Date,
    /// The day after the last one.
    to: Date,
    /// The features of the product, also those without use: the key ones first, then the most used, at most 200.
    features: Many<FeatureUsageStats>,
}

/// How an account used one feature.
#[derive(SimpleObject)]
pub struct FeatureUsageStats {
    /// The feature.
    feature: Feature,
    /// How often it was used; a record over several days counts in proportion.
    uses: i32,
    /// Distinct users; null where no record names any.
    users: Option<i32>,
    /// Seconds; null where no record states them.
    seconds: Option<i32>,
    /// The last day with use; null where there is none.
    last_used_on: Option<Date>,
}

#[derive(Default)]
struct Used {
    uses: i64,
    seconds: Option<i64>,
    last: Option<NaiveDate>,
}

/// The features that an account used from `since` until before `until`.
pub async fn feature_usage(
    ctx: &Context<'_>,
    account: &Row<account::Model>,
    since: Option<NaiveDate>,
    until: Option<NaiveDate>,
) -> Result<FeatureUsage> {
    let to = until.unwrap_or_else(|| ctx.now().date_naive());
    let from = since.or_else(|| to.checked_sub_days(Days::new(28))).unwrap_or(to);
    checked(from, to)?;
    let load = |ids| async move { by_feature(&*ctx.reader().snapshot().await?, ids, from, to).await };
    let sums = grouped(account, format!("features {from} {to}"), |row| row.id.into(), load).await?;
    let load = |ids| async move { users_by_feature(&*ctx.reader().snapshot().await?, ids, from, to).await };
    let users = grouped(account, format!("featureUsers {from} {to}"), |row| row.id.into(), load).await?;
    let all = |_| async move { Ok::<_, AppError>(Row::all(features::all(&*ctx.reader().snapshot().await?).await?)) };
    let features = account.shared("allFeatures", all).await?;

    let mut used: HashMap<&str, Used> = HashMap::new();
    for sum in &sums {
        let days = (sum.to.min(to) - sum.from.max(from)).num_days();
        let of_span = |number: i64| part(number, days, (sum.to - sum.from).num_days());
        let feature = used.entry(sum.feature.as_deref().unwrap_or_default()).or_default();
        feature.uses += of_span(sum.uses.unwrap_or_default());
        if let Some(seconds) = sum.seconds {
            feature.seconds = Some(feature.seconds.unwrap_or_default() + of_span(seconds));
        }
        feature.last = feature.last.max(sum.to.min(to).pred_opt());
    }
    let users: HashMap<&str, i64> = users.iter().map(|users| (users.feature.as_str(), users.users)).collect();
    let stats = |row: &Row<entity::feature::Model>| {
        let used = used.get(row.external_id.as_str());
        FeatureUsageStats {
            feature: Feature(row.clone()),
            uses: whole(used.map_or(0, |used| used.uses)),
            users: users.get(row.external_id.as_str()).copied().map(whole),
            seconds: used.and_then(|used| used.seconds).map(whole),
            last_used_on: used.and_then(|used| used.last).map(Into::into),
        }
    };
    let mut features: Vec<FeatureUsageStats> = features.iter().map(stats).collect();
    features.sort_by_key(|stats| (!stats.feature.0.key, std::cmp::Reverse(stats.uses)));
    features.truncate(FEATURES);
    Ok(FeatureUsage { from: from.into(), to: to.into(), features: Many(features) })
}
