//! The company's happiness with an account: profit over a year, and what else the policy lists.

use chrono::NaiveDate;
use entity::enums::{Department, MeetingState};

use super::case::{Case, day, filled, paid};
use super::measure::{Worth, worth};
use super::reason::{Say, reason};
use super::usage::date;
use crate::domain::assessment::Reason;
use crate::domain::currency;
use crate::domain::exact::{ONE, fine, saturate, scaled};
use crate::domain::facts::TimeEntry;
use crate::domain::number::{Hundredths, Millionths};
use crate::domain::policy::RateValue;

/// Why profit is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    TooYoung,
    NoRate,
    NoCost,
    NoRevenue,
}

impl Problem {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::TooYoung => "TOO_YOUNG",
            Self::NoRate => "NO_RATE",
            Self::NoCost => "NO_COST",
            Self::NoRevenue => "NO_REVENUE",
        }
    }

    const fn text(self) -> &'static str {
        match self {
            Self::TooYoung => "The account is too young to tell what it earns.",
            Self::NoRate => "A rate of exchange is missing from the policy.",
            Self::NoCost => "Nothing tells the time spent on the account.",
            Self::NoRevenue => "There is no revenue to hold the cost against.",
        }
    }
}

/// An amount of money in the policy's minor units, as a whole number of `1/PARTS`.
type Amount = i128;

/// A day's part of a year's revenue, a minute's part of an hour, a rate's millionths of millionths: all divide this.
const PARTS: i128 = YEAR * HOUR * RATE;
const YEAR: i128 = 365;
const HOUR: i128 = 60;
const RATE: i128 = RateValue::SCALE as i128;

/// What the account earned and cost over its period.
pub(super) struct Profit {
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
    pub(super) revenue: Option<Amount>,
    pub(super) cost: Option<Amount>,
    pub(super) estimated: bool,
    pub(super) minutes: i128,
    pub(super) problem: Option<Problem>,
    /// Where amounts are also in parts of a minor unit (currencies with more digits than the policy's).
    finer: i128,
}

impl Profit {
    pub(super) fn of(case: &Case<'_>) -> Self {
        let rules = &case.policy.quadrant;
        let from = date(day(case.today) - rules.period_days).unwrap_or(case.start).max(case.start);
        let dates = day(case.today) - day(from);
        let from = from.min(case.today);
        let finer = finer(case);
        let money = Money { case, from, to: case.today, finer };
        let revenue = money.revenue();
        let spent = Time::of(case, from);
        let booked = money.costs();
        let cost = spent.cost.and_then(|time| Some(booked?.saturating_add(time.saturating_mul(finer))));
        let problem = if dates < rules.least_days {
            Some(Problem::TooYoung)
        } else if revenue.is_none() || booked.is_none() {
            Some(Problem::NoRate)
        } else if spent.cost.is_none() {
            Some(Problem::NoCost)
        } else if revenue == Some(0) && cost.is_none_or(|cost| cost <= 0) {
            Some(Problem::NoRevenue)
        } else {
            None
        };
        let (estimated, minutes) = (spent.estimated, spent.minutes);
        Self { from, to: case.today, revenue, cost, estimated, minutes, problem, finer }
    }

    /// An amount in minor units, half up.
    pub(super) fn minor(&self, amount: Amount) -> i64 {
        saturate(scaled(amount, 1, PARTS.saturating_mul(self.finer)))
    }

    /// (revenue − cost) / revenue.
    pub(super) fn margin(&self) -> Option<(i128, i128)> {
        let (revenue, cost) = (self.revenue?, self.cost?);
        (revenue > 0).then_some((revenue.saturating_sub(cost), revenue))
    }
}

/// Ten to the digits that some currency of the account has more than the policy's.
fn finer(case: &Case<'_>) -> i128 {
    let lines = case.facts.subscriptions.iter().map(|line| line.currency.as_deref());
    let costs = case.facts.costs.iter().map(|cost| cost.currency.as_deref());
    let digits = lines.chain(costs).filter_map(filled).map(currency::digits).max().unwrap_or_default();
    10_i128.pow(digits.saturating_sub(currency::digits(&case.policy.currency)))
}

struct Money<'a, 'b> {
    case: &'b Case<'a>,
    from: NaiveDate,
    to: NaiveDate,
    finer: i128,
}

impl Money<'_, '_> {
    /// An amount of one day, in `1/RATE` of a minor unit of the policy's currency (and finer).
    fn in_ours(&self, minor: i64, currency: &str, on: NaiveDate) -> Option<i128> {
        let rate = i128::from(currency::rate(self.case.policy, currency, on)?.0);
        let (ours, theirs) = (currency::digits(&self.case.policy.currency), currency::digits(currency));
        // finer ≥ 10^(theirs − ours), so the division leaves no rest.
        let shift = self.finer * 10_i128.pow(ours) / 10_i128.pow(theirs);
        Some(i128::from(minor).saturating_mul(rate).saturating_mul(shift))
    }

    /// Σ MRR × 12/365 over the days that each paid subscription runs in the period.
    fn revenue(&self) -> Option<Amount> {
        let mut sum: Amount = 0;
        for line in self.case.facts.subscriptions.iter().filter(|line| paid(line)) {
            let (Some(start), Some(mrr)) = (line.started_on, line.mrr_minor) else { continue };
            let currency = filled(line.currency.as_deref()).unwrap_or(&self.case.policy.currency);
            let (mut from, to) = (start.max(self.from), line.ended_on.unwrap_or(self.to).min(self.to));
            while from < to {
                let next = self.next_rate(currency, from).map_or(to, |next| next.min(to));
                let days = i128::from(day(next) - day(from));
                let daily = self.in_ours(mrr, currency, from)?.saturating_mul(12 * HOUR);
                sum = sum.saturating_add(daily.saturating_mul(days));
                from = next;
            }
        }
        Some(sum)
    }

    /// The first day after `from` on which another rate may hold.
    fn next_rate(&self, currency: &str, from: NaiveDate) -> Option<NaiveDate> {
        let ahead = self.case.policy.rates.iter().filter(|rate| rate.currency == currency && rate.on > from);
        ahead.map(|rate| rate.on).min()
    }

    /// Costs, concessions, credits and refunds of the period.
    fn costs(&self) -> Option<Amount> {
        let mut sum: Amount = 0;
        for cost in &self.case.facts.costs {
            let (Some(on), Some(amount)) = (cost.on, cost.amount_minor) else { continue };
            if self.from <= on && on < self.to {
                let currency = filled(cost.currency.as_deref()).unwrap_or(&self.case.policy.currency);
                sum = sum.saturating_add(self.in_ours(amount, currency, on)?.saturating_mul(YEAR * HOUR));
            }
        }
        Some(sum)
    }
}

/// The time spent on the account in the period, booked or estimated, and what it cost.
struct Time {
    cost: Option<Amount>,
    minutes: i128,
    estimated: bool,
}

impl Time {
    fn of(case: &Case<'_>, from: NaiveDate) -> Self {
        let inside = |on: NaiveDate| from <= on && on < case.today;
        let department =
            |entry: &TimeEntry| entry.member.and_then(|member| case.department(member)).unwrap_or(Department::Cs);
        let booked = case
            .facts
            .time_entries
            .iter()
            .filter_map(|entry| Some((entry.on.filter(|&on| on <= case.today)?, entry.minutes?, entry)));
        let mut booked = booked.peekable();
        if booked.peek().is_some() {
            let spent = booked.filter(|&(on, ..)| inside(on));
            return Self::sum(case, spent.map(|(_, minutes, entry)| (minutes.into(), department(entry))), false);
        }
        let policy = case.policy;
        let closed = case.facts.tickets.iter().filter(|ticket| case.happened(ticket.closed_at).is_some_and(inside));
        let tickets = closed.map(|ticket| {
            let usual = policy.ticket_minutes.get(&ticket.severity).copied().unwrap_or_default();
            (ticket.minutes.map_or(usual, i64::from), Department::Support)
        });
        let kept = case.facts.touchpoints.iter().filter(|touch| touch.state == MeetingState::Kept);
        let touches = kept
            .filter(|touch| case.happened(touch.occurred_at).is_some_and(inside))
            .map(|touch| (touch.minutes.map_or(policy.touchpoint_minutes, i64::from), Department::Cs));
        let mut estimate = tickets.chain(touches).peekable();
        if estimate.peek().is_none() {
            return Self { cost: None, minutes: 0, estimated: false };
        }
        Self::sum(case, estimate, true)
    }

    fn sum(case: &Case<'_>, spent: impl Iterator<Item = (i64, Department)>, estimated: bool) -> Self {
        let minor = 10_i128.pow(currency::digits(&case.policy.currency));
        // Minutes × millionths of a unit by the hour, to parts of a minor unit.
        let parts = minor * PARTS / HOUR / ONE;
        let (mut cost, mut minutes) = (0_i128, 0_i128);
        for (spent, department) in spent {
            let rate = case.policy.loaded_rates.get(&department).copied().unwrap_or_default();
            minutes += i128::from(spent);
            cost = cost.saturating_add(i128::from(spent).saturating_mul(i128::from(rate.0)).saturating_mul(parts));
        }
        Self { cost: Some(cost), minutes, estimated }
    }
}

/// y where it is known, and why or why not.
pub(super) struct Company {
    pub(super) score: Option<Hundredths>,
    pub(super) reasons: Vec<Reason>,
}

/// The rule of the reason that rests on money.
const PROFIT: &str = "profit";

pub(super) fn company(case: &Case<'_>, profit: &Profit) -> Company {
    let rules = &case.policy.quadrant;
    let width = i128::from(rules.target.0 - rules.break_even.0) * ONE * ONE;
    let mut reasons = vec![told(case, profit)];
    // In parts of `width`, weighed by millionths.
    let (mut above, mut below) = (0_i128, 0_i128);
    if profit.problem.is_none() {
        above += worth_of(case, profit, width) * ONE * ONE;
        below += ONE;
    }
    for rule in &case.policy.company {
        let Worth::Known(value, measure) = worth(case, &rule.key, rule.scale, rule.map.as_ref()) else { continue };
        above += i128::from(rule.weight.0) * (2 * i128::from(value.0) - ONE) * width;
        below += i128::from(rule.weight.0);
        let text = format!("The latest value of {}.", rule.key);
        let name = format!("company.{}", rule.key);
        reasons.push(reason(&name, text).resting_on(super::measure::evidence(measure)).or_else("A new value."));
    }
    let score = (below > 0).then(|| Hundredths(saturate(scaled(above, 100, below * width * ONE))));
    Company { score, reasons }
}

/// y of the profit in 1/`width` (the distance between break-even and target in 10⁻¹⁸), −width to width.
/// The margin is cut down to 10⁻¹⁸, finer than any decimal it is rounded against: so that rounding is exact.
fn worth_of(case: &Case<'_>, profit: &Profit, width: i128) -> i128 {
    let Some((kept, revenue)) = profit.margin() else { return -width };
    let past = fine(kept, revenue).saturating_sub(i128::from(case.policy.quadrant.break_even.0) * ONE * ONE);
    past.clamp(-width, width)
}

fn told(case: &Case<'_>, profit: &Profit) -> Reason {
    if let Some(problem) = profit.problem {
        return reason(problem.word(), problem.text());
    }
    let rules = &case.policy.quadrant;
    let estimated = if profit.estimated { ", with time estimated from tickets and touchpoints" } else { "" };
    let text = format!("Revenue against cost from {} to {}{estimated}.", profit.from, profit.to);
    let margin = profit.margin().map(|(kept, revenue)| crate::domain::exact::hundredths(kept, revenue).as_f64());
    let shown = margin.map_or_else(|| "no revenue".to_owned(), |margin| margin.to_string());
    reason(PROFIT, text).seen(shown, Millionths(rules.break_even.0).as_f64())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::assess;
    use super::super::fixture::{ago, facts, id, now, subscription};
    use crate::domain::assessment::Quadrant;
    use crate::domain::facts::{Cost, Facts, Subscription, TimeEntry};
    use crate::domain::memory::Memory;
    use crate::domain::number::Hundredths;
    use crate::domain::policy::Policy;

    fn booked(minutes: i32, days: u64) -> TimeEntry {
        let external_id = format!("e{days}");
        TimeEntry { id: id(days.into()).into(), external_id, member: None, on: Some(ago(days)), minutes: Some(minutes) }
    }

    fn quadrant(facts: &Facts, policy: &serde_json::Value) -> Quadrant {
        assess(facts, &Memory::default(), &Policy::from_fragment(policy).unwrap(), now()).0.quadrant
    }

    fn y(facts: &Facts) -> Result<i64, String> {
        let quadrant = quadrant(facts, &json!({}));
        quadrant.company_happiness.map(|y| y.0).ok_or_else(|| quadrant.reasons.last().unwrap().rule.clone())
    }

    #[test]
    fn rests_on_the_margin_of_a_year() {
        let mut account = Facts { subscriptions: vec![subscription()], ..facts() };
        assert_eq!(y(&account), Err("NO_COST".to_owned()));
        // 1,200 a year; 8 hours at 60 leave 720, a margin of .6: (.6 − .4) / .35.
        account.time_entries = vec![booked(480, 10)];
        assert_eq!(y(&account), Ok(57));
        account.time_entries = vec![booked(480, 400)];
        assert_eq!(y(&account), Ok(100), "booked once, so nothing is estimated");
        account.subscriptions.clear();
        assert_eq!(y(&account), Err("NO_REVENUE".to_owned()));
        account.time_entries = vec![booked(1, 10)];
        assert_eq!(y(&account), Ok(-100));
        account.account.started_on = Some(ago(29));
        assert_eq!(y(&account), Err("TOO_YOUNG".to_owned()));
    }

    #[test]
    fn converts_at_the_rate_of_the_day() {
        let line = Subscription { currency: Some("JPY".to_owned()), mrr_minor: Some(10_000), ..subscription() };
        let mut account = Facts { subscriptions: vec![line], time_entries: vec![booked(480, 10)], ..facts() };
        assert_eq!(y(&account), Err("NO_RATE".to_owned()));
        let rates = json!({"rates": [{"currency": "JPY", "on": "2020-01-01", "rate": 0.01}]});
        assert_eq!(quadrant(&account, &rates).company_happiness, Some(Hundredths(57)));
        account.costs = vec![Cost {
            id: id(3).into(),
            external_id: "x".to_owned(),
            kind: None,
            on: Some(ago(365)),
            amount_minor: Some(24_000),
            currency: None,
        }];
        // 240 more: a margin of .4.
        assert_eq!(quadrant(&account, &rates).company_happiness, Some(Hundredths(0)));
    }

    #[test]
    fn listens_to_other_measures() {
        let measure = crate::domain::facts::Measure {
            id: id(4).into(),
            external_id: "m".to_owned(),
            key: "fit".to_owned(),
            number: None,
            word: Some("good".to_owned()),
            observed_at: now(),
        };
        let account = Facts { measures: vec![measure], ..facts() };
        let fit = json!({"company": [{"key": "fit", "weight": 2, "map": {"good": 0.8}}]});
        assert_eq!(quadrant(&account, &fit).company_happiness, Some(Hundredths(60)));
    }

    #[test]
    fn bears_huge_numbers() {
        let line = Subscription { mrr_minor: Some(i64::MAX), ..subscription() };
        let mut account = Facts { subscriptions: vec![line.clone(), line], ..facts() };
        account.time_entries = vec![booked(i32::MAX, 10), booked(i32::MIN, 11)];
        assert_eq!(y(&account), Ok(100));
    }
}
