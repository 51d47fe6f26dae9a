//! Risks about the use of the product: use falls, no key feature in use.

use entity::enums::{RiskKind, Severity};

use super::Found;
use crate::domain::assess::case::Case;
use crate::domain::assess::reason::{Say, count, midnight, reason};
use crate::domain::assess::usage::Usage;
use crate::domain::exact::{fine, millionths};
use crate::domain::number::Millionths;

/// Parts of 10⁻¹⁸ in a millionth.
const FINER: i128 = 1_000_000_000_000;

pub(super) fn usage_drop(case: &Case<'_>, usage: &Usage<'_>) -> Option<Found> {
    let rules = &case.policy.risks;
    let (now, before) = usage.trend().filter(|&(_, before)| before > 0)?;
    let ratio = fine(now, before);
    let under = |limit: Millionths| ratio < i128::from(limit.0) * FINER;
    if !under(rules.drop_under) {
        return None;
    }
    let shown = millionths(now, before).as_f64();
    let days = count(case.policy.adoption.window_days, "day");
    let text = format!("Use in {days} is {:.0} % of that in the {days} before.", shown * 100.0);
    let why = reason(&RiskKind::UsageDrop.word(), text)
        .seen(shown, rules.drop_under.as_f64())
        .observed(usage.last_date().map(midnight))
        .counting(usage.records(0) + usage.records(1));
    let severity = if under(rules.drop_high_under) { Severity::High } else { Severity::Medium };
    Some((severity, why.or_else("As much use as before.")))
}

pub(super) fn key_feature_unused(case: &Case<'_>, usage: &Usage<'_>) -> Option<Found> {
    if !usage.some_key || !usage.by_feature || usage.key_used(0) {
        return None;
    }
    let text = format!("No key feature in use in {}.", count(case.policy.adoption.window_days, "day"));
    let why = reason(&RiskKind::KeyFeatureUnused.word(), text).observed(usage.last_date().map(midnight));
    Some((Severity::Medium, why.counting(usage.records(0)).or_else("A key feature in use.")))
}
