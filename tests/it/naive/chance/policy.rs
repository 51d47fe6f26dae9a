//! Policies by chance.

use std::collections::BTreeMap;

use entity::enums::*;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::super::policy::{CompanyMeasure, MeasureSignal, Policy, Reading};
use super::dice::*;

fn reading() -> impl Strategy<Value = Reading> {
    let scale = select(vec![(0, 10_000_000), (10_000_000, 0), (-1_000_000, 3_500_000), (0, 3_000_000)]);
    let map = vec(select(vec![0_i64, 250_000, 333_333, 500_000, 1_000_000]), 3).prop_map(|values| {
        let words = ["good", "fair", "bad"].into_iter().map(str::to_owned);
        Reading::Map(words.zip(values).collect::<BTreeMap<_, _>>())
    });
    prop_oneof![scale.prop_map(|(low, high)| Reading::Scale(low, high)), map]
}

pub(crate) fn policies() -> impl Strategy<Value = Policy> {
    let rate = (select(vec!["USD", "EUR", "GBP"]), days_back(), select(vec![1_100_000_i64, 900_000, 1_333_333, 1]));
    let measure = (
        one_of(HealthComponent::ALL),
        select(vec![200_000_i64, 500_000, 1_000_000, 333_333]),
        reading(),
        seldom(select(vec![1_i64, 30, 90])),
    );
    let company = (select(vec![500_000_i64, 1_000_000, 3_000_000]), reading());
    let money = (
        select(vec!["USD", "USD", "EUR"]),
        vec(rate, 0..4),
        vec(select(vec![60_000_000_i64, 45_500_000, 0, 120_000_000]), 6),
        select(vec![30_i64, 0, 45]),
    );
    let measures = prop_oneof![1 => Just(Vec::new()), 1 => vec(measure, 0..3)];
    let company = prop_oneof![2 => Just(Vec::new()), 1 => vec(company, 1..3)];
    (money, measures, company).prop_map(|((currency, rates, loaded, touchpoint_minutes), measures, company)| {
        let rates = rates.into_iter().filter(|(other, ..)| *other != currency);
        Policy {
            currency: currency.to_owned(),
            rates: rates.map(|(other, days, rate)| (other.to_owned(), super::super::day(before(days)), rate)).collect(),
            loaded_rates: Department::ALL.iter().copied().zip(loaded).collect(),
            touchpoint_minutes,
            measures: measures
                .into_iter()
                .enumerate()
                .map(|(place, (component, share, reading, half_life))| MeasureSignal {
                    key: format!("m{place}"),
                    component,
                    share,
                    reading,
                    half_life,
                })
                .collect(),
            company: company
                .into_iter()
                .enumerate()
                .map(|(place, (weight, reading))| CompanyMeasure {
                    key: ["c0", "m1"][place].to_owned(),
                    weight,
                    reading,
                })
                .collect(),
            ..Policy::default()
        }
    })
}
