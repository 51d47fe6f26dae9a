//! ADOPTION: active users, the trend of the volume, the breadth of key features, the depth of use.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::case::Case;
use super::reason::{Say, count, midnight, reason};
use super::signal::{ALL, Known, NONE, Signal};
use super::usage::{Usage, date, depths};
use crate::domain::exact::{millionths, ramp};
use crate::domain::facts::Feature;

pub(super) fn signals(case: &Case<'_>, usage: &Usage<'_>) -> Vec<Signal> {
    let shares = &case.policy.adoption;
    vec![
        Signal::new("active", shares.active_share, active(case, usage)),
        Signal::new("trend", shares.trend_share, trend(case, usage)),
        Signal::new("breadth", shares.breadth_share, breadth(case, usage)),
        Signal::new("depth", shares.depth_share, depth(case, usage)),
    ]
}

/// The last day of the window: yesterday.
pub(super) fn last_day(usage: &Usage<'_>) -> Option<NaiveDate> {
    date(usage.window(0).1 - 1)
}

/// Seats of the subscriptions running on a date that state them; nothing where none does.
pub(super) fn seats(case: &Case<'_>, on: NaiveDate) -> Option<i64> {
    let mut stated = case.running(on).filter_map(|line| line.seats).peekable();
    stated.peek()?;
    Some(stated.map(i64::from).sum())
}

/// The key features that the account is entitled to on a date.
pub(super) fn entitled<'a>(case: &Case<'a>, on: NaiveDate) -> Vec<&'a Feature> {
    let features = &case.facts.features;
    let key: Vec<&Feature> = features.iter().filter(|feature| feature.key).collect();
    let plans: BTreeSet<&str> = case.running(on).filter_map(|line| line.plan.as_deref()).collect();
    let named = |feature: &&Feature| feature.plans.iter().any(|plan| !plan.is_empty() && plans.contains(plan.as_str()));
    if !features.iter().any(|feature| named(&feature)) {
        return key;
    }
    let free = |feature: &&Feature| feature.plans.iter().all(String::is_empty);
    let some: Vec<&Feature> = key.iter().copied().filter(|feature| free(feature) || named(feature)).collect();
    if some.is_empty() { key } else { some }
}

fn observed(usage: &Usage<'_>) -> Option<DateTime<Utc>> {
    usage.last_date().map(midnight)
}

fn active(case: &Case<'_>, usage: &Usage<'_>) -> Option<Known> {
    let seats = seats(case, last_day(usage)?).filter(|&seats| seats > 0)?;
    let (low, high) = usage.window(0);
    let users = usage.active(low, high)?;
    let value = millionths(i128::from(users.clamp(0, seats)), i128::from(seats));
    let days = count(case.policy.adoption.window_days, "day");
    let why = reason("active", format!("{} active in {days}, for {}.", count(users, "user"), count(seats, "seat")))
        .seen(users, seats)
        .observed(observed(usage))
        .counting(usage.records(0))
        .or_else("More of the seats in use.");
    Some(Known::lasting(value, why))
}

fn trend(case: &Case<'_>, usage: &Usage<'_>) -> Option<Known> {
    let (now, before) = usage.trend()?;
    let rules = &case.policy.adoption;
    let value = match before > 0 {
        true => ramp(now, before, rules.ratio_low, rules.ratio_high),
        false if now > 0 => ALL,
        false => NONE,
    };
    let days = count(rules.window_days, "day");
    let text = if before > 0 {
        let ratio = millionths(now, before).as_f64() * 100.0;
        format!("Use in {days} is {ratio:.0} % of that in the {days} before.")
    } else if now > 0 {
        format!("In use again, after {days} without.")
    } else {
        format!("No use in twice {days}.")
    };
    let why = reason("trend", text).observed(observed(usage)).counting(usage.records(0) + usage.records(1));
    let why = if before > 0 { why.seen(millionths(now, before).as_f64(), rules.ratio_high.as_f64()) } else { why };
    Some(Known::lasting(value, why.or_else("As much use as in the window before.")))
}

/// Entitled key features in use, and all of them.
pub(super) fn key_features(case: &Case<'_>, usage: &Usage<'_>) -> Option<(i64, i64)> {
    if !usage.some_key || !usage.by_feature {
        return None;
    }
    let entitled = entitled(case, last_day(usage)?);
    let (low, high) = usage.window(0);
    let used = usage.features_used(low, high);
    let in_use = |feature: &&&Feature| {
        usage.feature_number(&feature.external_id).and_then(|number| used.get(number)).copied().unwrap_or(false)
    };
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    Some((number(entitled.iter().filter(in_use).count()), number(entitled.len())))
}

fn breadth(case: &Case<'_>, usage: &Usage<'_>) -> Option<Known> {
    let (used, entitled) = key_features(case, usage)?;
    let value = millionths(used.into(), entitled.into());
    let days = count(case.policy.adoption.window_days, "day");
    let why = reason("breadth", format!("{used} of {} in use in {days}.", count(entitled, "key feature")))
        .seen(used, entitled)
        .observed(observed(usage))
        .counting(usage.records(0))
        .or_else("Another key feature in use.");
    Some(Known::lasting(value, why))
}

fn depth(case: &Case<'_>, usage: &Usage<'_>) -> Option<Known> {
    let rules = &case.policy.adoption;
    let (low, high) = usage.window(0);
    let now = usage.depth(low, high)?;
    let before = usage.depth(low - rules.depth_days, low)?;
    let (now, before) = depths(&now, &before);
    let value = match before > 0 {
        true => ramp(now, before, rules.ratio_low, rules.ratio_high),
        false if now > 0 => ALL,
        false => NONE,
    };
    let ratio = if before > 0 { millionths(now, before).as_f64() } else { value.as_f64() };
    let days = count(rules.depth_days, "day");
    let text = format!("Time by user and day is {:.0} % of that in the {days} before.", ratio * 100.0);
    let why = reason("depth", text).seen(ratio, rules.ratio_high.as_f64()).observed(observed(usage));
    Some(Known::lasting(value, why.counting(usage.records(0)).or_else("Longer use by user and day.")))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::Days;

    use super::super::fixture::{ago, facts, feature, subscription, used, value};
    use crate::domain::facts::{Facts, Subscription, Usage};

    fn account() -> Facts {
        Facts { subscriptions: vec![subscription()], ..facts() }
    }

    fn own(count: i64, from: u64, days: u64) -> Usage {
        let (user, feature, sessions, seconds) = (None, None, None, None);
        let from = ago(from);
        Usage {
            from,
            to: from + Days::new(days),
            user,
            feature,
            sessions,
            seconds,
            active_users: Some(count),
            ..used(0, "", "", 0)
        }
    }

    #[test]
    fn counts_active_users_by_key_or_by_the_source() {
        let mut account = account();
        assert_eq!(value(&account, "active"), None);
        account.usage = vec![
            used(1, "a", "x", 5),
            used(28, "b", "x", 5),
            used(2, "a", "y", 5),
            used(29, "c", "x", 5),
            used(0, "d", "x", 5),
        ];
        assert_eq!(value(&account, "active"), Some(200_000));
        account.usage = vec![own(4, 28, 28), own(6, 28, 28), own(9, 14, 14)];
        assert_eq!(value(&account, "active"), Some(600_000));
        account.usage = vec![own(9, 14, 14)];
        assert_eq!(value(&account, "active"), None);
        account.usage.push(Usage { sessions: Some(0), seconds: Some(0), ..used(300, "a", "x", 0) });
        assert_eq!(value(&account, "active"), Some(0), "a record of nothing tells that keys are known");
        account.subscriptions.push(Subscription { seats: Some(2), trial: true, ..subscription() });
        account.usage.push(used(3, "a", "x", 1));
        assert_eq!(value(&account, "active"), Some(83_333));
    }

    #[test]
    fn holds_a_window_against_the_one_before() {
        let mut account = account();
        let days = |range: std::ops::Range<u64>| range.map(|day| used(day, "a", "x", 60));
        account.usage = days(1..29).chain(days(29..57)).collect();
        assert_eq!(value(&account, "trend"), Some(1_000_000));
        account.usage = days(1..22).chain(days(29..57)).collect();
        assert_eq!(value(&account, "trend"), Some(500_000));
        account.usage = days(29..57).collect();
        assert_eq!(value(&account, "trend"), Some(0));
        account.usage = days(1..2).chain(days(60..61)).collect();
        assert_eq!(value(&account, "trend"), Some(1_000_000));
        account.usage = days(1..40).collect();
        assert_eq!(value(&account, "trend"), None, "first used less than 56 days ago");
    }

    #[test]
    fn shares_long_records_out_by_days() {
        let mut account = account();
        let long = Usage { from: ago(42), to: ago(14), sessions: Some(28), ..used(0, "a", "x", 0) };
        let old = Usage { sessions: Some(2), ..used(56, "a", "x", 0) };
        account.usage = vec![long, old];
        // Fourteen in the window, fourteen and two before it.
        assert_eq!(value(&account, "trend"), Some(750_000));
    }

    #[test]
    fn counts_the_key_features_of_the_plan() {
        let mut account = account();
        account.features = Arc::new(vec![
            feature("a", true, &[]),
            feature("b", true, &["gold"]),
            feature("c", true, &["lead"]),
            feature("d", false, &[]),
        ]);
        account.usage = vec![used(3, "u", "a", 1), used(3, "u", "d", 1)];
        assert_eq!(value(&account, "breadth"), Some(333_333), "no plan is stated: all key features");
        account.subscriptions[0].plan = Some("gold".to_owned());
        assert_eq!(value(&account, "breadth"), Some(500_000));
        account.usage = vec![Usage { feature: None, ..used(3, "u", "", 1) }];
        assert_eq!(value(&account, "breadth"), None);
    }

    #[test]
    fn measures_depth_by_user_and_day() {
        let mut account = account();
        account.usage =
            vec![used(3, "u", "a", 45), used(3, "u", "b", 15), used(40, "u", "a", 80), used(41, "v", "a", 80)];
        assert_eq!(value(&account, "depth"), Some(500_000));
        account.usage.truncate(2);
        assert_eq!(value(&account, "depth"), None);
    }
}
