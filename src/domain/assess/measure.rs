//! The company's own numbers and words, as the policy maps them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use entity::enums::{HealthComponent, RecordKind};

use super::case::{Case, filled};
use super::reason::{Records, Say, reason};
use super::signal::{Known, Signal};
use crate::domain::assessment::Reason;
use crate::domain::exact::{ONE, fade, ramp};
use crate::domain::facts::Measure;
use crate::domain::number::Millionths;

/// What the latest value of a measure is worth.
pub(super) enum Worth<'a> {
    /// No record has a value.
    Absent,
    /// A word that the policy does not map, or a value of the other kind.
    Unmapped(&'a Measure),
    Known(Millionths, &'a Measure),
}

/// The signals that the policy adds to a component, in the policy's order.
pub(super) fn signals(case: &Case<'_>, component: HealthComponent) -> impl Iterator<Item = Signal> {
    let rules = case.policy.measures.iter().filter(move |rule| rule.component == component);
    rules.map(|rule| {
        let name = format!("measure.{}", rule.key);
        let known = match worth(case, &rule.key, rule.scale, rule.map.as_ref()) {
            Worth::Known(value, measure) => {
                let age = case.age(measure.observed_at.date_naive());
                let fade = rule.half_life.map_or(ONE, |life| fade(age, life));
                let text = format!("The latest value of {}.", rule.key);
                let why = reason(&name, text).seen(shown(measure), "").resting_on(evidence(measure));
                Some(Known { value, fade, reason: why.or_else("A new value.") })
            }
            Worth::Absent | Worth::Unmapped(_) => None,
        };
        Signal { name: Cow::Owned(name), share: rule.share, known }
    })
}

/// The measures whose latest value the policy does not map, once each.
pub(super) fn unmapped(case: &Case<'_>) -> Vec<Reason> {
    let health = case.policy.measures.iter().map(|rule| (rule.key.as_str(), rule.scale, rule.map.as_ref()));
    let company = case.policy.company.iter().map(|rule| (rule.key.as_str(), rule.scale, rule.map.as_ref()));
    let mut told: Vec<Reason> = Vec::new();
    for (key, scale, map) in health.chain(company) {
        if let Worth::Unmapped(measure) = worth(case, key, scale, map) {
            let text = format!("The policy does not map the latest value of {key}.");
            let why = reason("UNMAPPED", text).seen(shown(measure), "").resting_on(evidence(measure));
            let why = why.or_else("The word mapped in the policy.");
            if !told.contains(&why) {
                told.push(why);
            }
        }
    }
    told
}

pub(super) fn evidence(measure: &Measure) -> Records<'_> {
    Records::one(measure.observed_at, &measure.external_id, RecordKind::Measure, measure.id)
}

fn shown(measure: &Measure) -> String {
    match (measure.number, filled(measure.word.as_deref())) {
        (_, Some(word)) => word.to_owned(),
        (number, None) => Millionths(number.unwrap_or_default().0).as_f64().to_string(),
    }
}

/// What the value of the latest record that has one is worth.
pub(super) fn worth<'a>(
    case: &Case<'a>,
    key: &str,
    scale: Option<[Millionths; 2]>,
    map: Option<&BTreeMap<String, Millionths>>,
) -> Worth<'a> {
    let valued = case.facts.measures.iter().filter(|measure| {
        let has_value = measure.number.is_some() || filled(measure.word.as_deref()).is_some();
        measure.key == key && has_value && case.happened(Some(measure.observed_at)).is_some()
    });
    let latest =
        valued.max_by(|a, b| (a.observed_at, a.external_id.as_bytes()).cmp(&(b.observed_at, b.external_id.as_bytes())));
    let Some(measure) = latest else { return Worth::Absent };
    let value = match (scale, map) {
        (Some([low, high]), _) => measure.number.map(|number| ramp(i128::from(number.0), ONE, low, high)),
        (None, Some(map)) => filled(measure.word.as_deref()).and_then(|word| map.get(word)).copied(),
        (None, None) => None,
    };
    value.map_or(Worth::Unmapped(measure), |value| Worth::Known(value, measure))
}
