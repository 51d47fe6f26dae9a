//! The quadrant: the customer's happiness against ours.

use chrono::{Datelike, NaiveDate};
use entity::enums::QuadrantName;

use super::case::Case;
use super::company::Company;
use super::reason::{Say, reason};
use crate::domain::assessment::{Happiness, Quadrant};
use crate::domain::exact::hundredths;
use crate::domain::memory::Memory;
use crate::domain::number::{Hundredths, Millionths};

/// Millionths in a hundredth.
const FINER: i64 = Millionths::SCALE / Hundredths::SCALE;

/// The quadrant and the two sides to remember.
pub(super) struct Placed {
    pub(super) quadrant: Quadrant,
    pub(super) customer_side: Option<bool>,
    pub(super) company_side: Option<bool>,
}

pub(super) fn quadrant(case: &Case<'_>, memory: &Memory, happiness: &Happiness, company: Company) -> Placed {
    let rules = &case.policy.quadrant;
    let margin = rules.side_margin.0;
    let (x, y) = (happiness.score, company.score);
    let customer_side = x.map(|x| side(x, memory.customer_side, margin));
    let company_side = y.map(|y| side(y, memory.company_side, margin));
    let name = match (customer_side, company_side) {
        (Some(true), Some(true)) => QuadrantName::CustomerSuccess,
        (Some(false), Some(true)) => QuadrantName::WorkToKeepUnhappy,
        (Some(true), Some(false)) => QuadrantName::WorkToKeepUnprofitable,
        (Some(false), Some(false)) => QuadrantName::Reassess,
        _ => QuadrantName::Unknown,
    };
    let kept = memory.quadrant_since.filter(|_| memory.quadrant == Some(name));
    let since = (name != QuadrantName::Unknown).then(|| kept.unwrap_or(case.now));
    let above = |value: Option<Hundredths>| value.is_some_and(|value| value.0 * FINER > rules.recoverable_above.0);
    let mut reasons = Vec::new();
    if x.is_none() {
        let text = "The customer's happiness is not known.";
        reasons.push(reason("HAPPINESS_UNKNOWN", text).or_else("An answer to a survey, or a conversation."));
    }
    reasons.extend(company.reasons);
    let quadrant = Quadrant {
        name,
        since,
        customer_happiness: x,
        company_happiness: y,
        level: x.zip(y).map(|(x, y)| hundredths(i128::from(x.0) + i128::from(y.0), 200)),
        recoverable: name == QuadrantName::Reassess && above(x) && above(y),
        months_in_quadrant: since.map_or(0, |since| months(since.date_naive(), case.today)),
        advice: advice(name).to_owned(),
        reasons,
    };
    Placed { quadrant, customer_side, company_side }
}

/// Profitable, and the customer is indifferent.
pub(super) fn neutral_but_profitable(case: &Case<'_>, quadrant: &Quadrant) -> bool {
    let rules = &case.policy.quadrant;
    let (Some(x), Some(y)) = (quadrant.customer_happiness, quadrant.company_happiness) else { return false };
    y.0 * FINER >= rules.neutral_company_from.0 && x.0.abs() * FINER < rules.neutral_customer_under.0
}

fn side(value: Hundredths, before: Option<bool>, margin: i64) -> bool {
    let value = value.0 * FINER;
    match before {
        None => value > 0,
        Some(true) => value >= -margin,
        Some(false) => value > margin,
    }
}

/// Whole months from one date to another, less one if the day of the month is smaller.
fn months(from: NaiveDate, to: NaiveDate) -> u32 {
    let whole = |date: NaiveDate| i64::from(date.year()) * 12 + i64::from(date.month());
    let passed = whole(to) - whole(from) - i64::from(to.day() < from.day());
    u32::try_from(passed.max(0)).unwrap_or(u32::MAX)
}

const fn advice(name: QuadrantName) -> &'static str {
    match name {
        QuadrantName::CustomerSuccess => "Both sides gain: keep promises, and ask for advocacy with care.",
        QuadrantName::WorkToKeepUnhappy => "Profitable, and a flight risk: align expectations and fix the problems.",
        QuadrantName::WorkToKeepUnprofitable => {
            "Happy, and it costs us: make delivery efficient, and align expectations the other way."
        }
        QuadrantName::Reassess => "Neither side gains: decide, with discipline, whether to keep investing.",
        QuadrantName::Unknown => "Find out what is missing before deciding.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_sides_past_a_margin_only() {
        let margin = 50_000;
        assert!(side(Hundredths(1), None, margin));
        assert!(!side(Hundredths(0), None, margin));
        assert!(side(Hundredths(-5), Some(true), margin));
        assert!(!side(Hundredths(-6), Some(true), margin));
        assert!(!side(Hundredths(5), Some(false), margin));
        assert!(side(Hundredths(6), Some(false), margin));
    }

    #[test]
    fn counts_whole_months() {
        let date = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
        assert_eq!(months(date(1, 31), date(2, 28)), 0);
        assert_eq!(months(date(1, 31), date(3, 31)), 2);
        assert_eq!(months(date(5, 1), date(3, 31)), 0);
    }
}
