//! What a policy must hold for the rules to make sense.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Policy, PolicyError};
use crate::domain::bounds::HEALTH_MEASURES;
use crate::domain::number::Millionths;

const LARGEST: f64 = 1e9;

pub(super) fn check(policy: &Policy) -> Result<(), PolicyError> {
    let document = policy.document();
    within_bounds(&document, "")?;
    currencies(policy)?;
    measures(policy)?;
    let at_least = [
        ("version", i64::from(policy.version), 1),
        ("adoption.windowDays", policy.adoption.window_days, 1),
        ("voice.halfLifeDays", policy.voice.half_life_days.0, 1),
        ("happiness.halfLifeDays", policy.happiness.half_life_days.0, 1),
        ("happiness.confidenceScale", policy.happiness.confidence_scale.0, 1),
        ("quadrant.leastDays", policy.quadrant.least_days, 1),
        ("quadrant.target", policy.quadrant.target.0, policy.quadrant.break_even.0 + 1),
        ("stage.medianLeast", policy.stage.median_least, 1),
        ("stage.sustainedWindows", policy.stage.sustained_windows, policy.stage.sustained_least),
        ("risks.avoidedMeetings", policy.risks.avoided_meetings, 1),
        ("health.weights", policy.health.weights.values().map(|weight| weight.0).sum(), 1),
        ("health.greenFrom", policy.health.green_from.0, policy.health.green_left_under.0),
        ("health.yellowFrom", policy.health.yellow_from.0, policy.health.yellow_left_under.0),
        ("health.trendToDays", policy.health.trend_to_days, policy.health.trend_from_days),
        ("requests.executiveHours", policy.requests.executive_hours, policy.requests.manager_hours),
    ];
    for (path, number, least) in at_least {
        ensure(number >= least, path, "is too small")?;
    }
    ensure(policy.adoption.ratio_low != policy.adoption.ratio_high, "adoption.ratioLow", "must differ from ratioHigh")?;
    ensure(policy.health.weights.values().all(|weight| weight.0 <= 1_000_000_000), "health.weights", "are at most 1000")
}

fn ensure(holds: bool, path: &str, problem: &str) -> Result<(), PolicyError> {
    let refused = || PolicyError::Value { path: path.to_owned(), problem: problem.to_owned() };
    holds.then_some(()).ok_or_else(refused)
}

/// Days, hours, windows and minutes are moderate; weights, shares and rates are not below zero; happiness may be.
fn within_bounds(value: &Value, path: &str) -> Result<(), PolicyError> {
    match value {
        Value::Object(entries) => entries
            .iter()
            .filter(|(key, _)| key.as_str() != "scale" && key.as_str() != "rates")
            .try_for_each(|(key, inner)| within_bounds(inner, &format!("{path}.{key}"))),
        Value::Array(items) => items.iter().try_for_each(|item| within_bounds(item, path)),
        Value::Number(number) => {
            let path = path.trim_start_matches('.');
            let number = number.as_f64().unwrap_or(f64::MAX);
            ensure(number.abs() <= LARGEST, path, "is too large")?;
            let signed = path.starts_with("happiness.") || path.starts_with("quadrant.");
            ensure(signed || number >= 0.0, path, "must not be below zero")?;
            let short = ["Days", ".days", "Hours", "Windows", "windows", "Minutes"];
            let time = short.iter().any(|word| path.contains(word)) && !path.contains("halfLife");
            ensure(!time || (0.0..=36_500.0).contains(&number), path, "must lie between 0 and 36500")
        }
        _ => Ok(()),
    }
}

fn currencies(policy: &Policy) -> Result<(), PolicyError> {
    let code = |text: &str| text.len() == 3 && text.bytes().all(|letter| letter.is_ascii_uppercase());
    ensure(code(&policy.currency), "currency", "must be three capital letters (ISO 4217)")?;
    ensure(policy.rates.iter().all(|rate| code(&rate.currency)), "rates", "name a currency by three capital letters")
}

fn measures(policy: &Policy) -> Result<(), PolicyError> {
    let health = policy.measures.iter().map(|rule| (&rule.key, rule.scale, rule.map.as_ref(), rule.share));
    let company = policy.company.iter().map(|rule| (&rule.key, rule.scale, rule.map.as_ref(), rule.weight));
    let lists = [("measures", HEALTH_MEASURES, health.collect::<Vec<_>>()), ("company", 100, company.collect())];
    for (path, most, rules) in lists {
        ensure(rules.len() <= most, path, &format!("are at most {most}"))?;
        let keys: BTreeSet<&String> = rules.iter().map(|(key, ..)| *key).collect();
        ensure(keys.len() == rules.len(), path, "name each key once")?;
        for (key, scale, map, weight) in rules {
            let path = format!("{path}.{key}");
            ensure(!key.is_empty(), &path, "needs a key")?;
            ensure(scale.is_some() != map.is_some(), &path, "needs a scale or a map, and not both")?;
            ensure(scale.is_none_or(|[low, high]| low != high), &path, "has a scale whose ends are equal")?;
            let in_unit = |value: &Millionths| (0..=Millionths::SCALE).contains(&value.0);
            ensure(map.is_none_or(|map| map.values().all(in_unit)), &path, "maps words to values from 0 to 1")?;
            ensure((1..=1_000_000_000).contains(&weight.0), &path, "needs a share or weight above 0, at most 1000")?;
        }
    }
    let lives = policy.measures.iter().all(|rule| rule.half_life.is_none_or(|life| life.0 > 0));
    ensure(lives, "measures", "have a halfLife above 0")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn takes_its_own_defaults() {
        check(&Policy::default()).unwrap();
    }

    #[test]
    fn refuses_what_makes_no_sense() {
        for wrong in [
            json!({"measures": [{"key": "a", "component": "VALUE", "share": 1, "scale": [2, 2]}]}),
            json!({"measures": [{"key": "a", "component": "VALUE", "share": 1}]}),
            json!({"measures": [{"key": "a", "component": "VALUE", "share": 1, "scale": [0, 1], "map": {}}]}),
            json!({"measures": [{"key": "a", "component": "VALUE", "share": 1, "map": {"x": 2}}]}),
            json!({"company": [{"key": "a", "weight": 0, "scale": [0, 1]}]}),
            json!({"currency": "usd"}),
            json!({"rates": [{"currency": "EUR", "on": "2025-01-01", "rate": 0}]}),
            json!({"voice": {"halfLifeDays": 0}}),
            json!({"adoption": {"windowDays": 1e8}}),
            json!({"health": {"weights": {"VOICE": -1}}}),
            json!({"version": 0}),
            json!({"loadedRates": {"CS": null}}),
        ] {
            assert!(Policy::from_fragment(&wrong).is_err(), "{wrong}");
        }
        let measures = json!({"measures": [{"key": "a", "component": "VALUE", "share": 0.2, "scale": [9, -2]}]});
        Policy::from_fragment(&measures).unwrap();
    }
}
