//! Section 3: company happiness and quadrant.

use entity::enums::{Department, MeetingState, QuadrantName};
use entity::ids::TeamMemberId;

use super::exact::{Ratio, micros, ratio, whole};
use super::{Day, Page, date, day};

impl Page<'_> {
    /// The 365 dates before date(now), or since start if later.
    fn period(&self) -> (Day, Day) {
        let first = self.today - 365;
        (self.start().map_or(first, |start| start.max(first)), self.today)
    }

    fn rate(&self, currency: Option<&str>, on: Day) -> Option<Ratio> {
        let currency = currency.filter(|currency| !currency.is_empty()).unwrap_or(&self.policy.currency);
        if currency == self.policy.currency {
            return Some(whole(1));
        }
        let rates = self.policy.rates.iter().enumerate();
        let dated = rates.filter(|(_, (other, from, _))| other == currency && *from <= on);
        dated.max_by_key(|(place, (_, from, _))| (*from, *place)).map(|(_, (_, _, rate))| micros(*rate))
    }

    /// In minor units; nothing where a rate is missing.
    fn revenue(&self) -> Option<Ratio> {
        let (first, end) = self.period();
        let mut revenue = whole(0);
        for subscription in self.facts.subscriptions.iter().filter(|subscription| Self::is_paid(subscription)) {
            let mrr = subscription.mrr_minor.unwrap_or(0);
            let mut sum_of_rates = whole(0);
            for on in (first..end).filter(|&on| Self::runs(subscription, on)) {
                sum_of_rates = sum_of_rates + self.rate(subscription.currency.as_deref(), on)?;
            }
            revenue = revenue + whole(mrr) * ratio(12, 365) * sum_of_rates;
        }
        Some(revenue)
    }

    /// Costs, concessions, credits and refunds in minor units; nothing where a rate is missing.
    fn booked(&self) -> Option<Ratio> {
        let (first, end) = self.period();
        let mut booked = whole(0);
        for cost in &self.facts.costs {
            let (Some(on), Some(amount)) = (cost.on.map(day), cost.amount_minor) else { continue };
            if (first..end).contains(&on) {
                booked = booked + whole(amount) * self.rate(cost.currency.as_deref(), on)?;
            }
        }
        Some(booked)
    }

    pub(super) fn department(&self, member: Option<TeamMemberId>) -> Option<Department> {
        self.facts.team_members.iter().find(|other| Some(other.id) == member)?.department
    }

    fn loaded(&self, department: Department, minutes: i64) -> Ratio {
        whole(minutes) * micros(self.policy.loaded_rates[&department]) * ratio(100, 60)
    }

    /// In minor units; nothing where neither minutes nor anything to estimate them from is known.
    fn time(&self) -> Option<Ratio> {
        let (first, end) = self.period();
        let in_period = |on: Option<Day>| on.is_some_and(|on| (first..end).contains(&on));
        let mut time = whole(0);
        let entries = || {
            let entries = self.facts.time_entries.iter();
            entries.filter_map(|entry| Some((entry.member, self.on_date(entry.on)?, i64::from(entry.minutes?))))
        };
        if entries().next().is_some() {
            for (member, on, minutes) in entries() {
                if in_period(Some(on)) {
                    time = time + self.loaded(self.department(member).unwrap_or(Department::Cs), minutes);
                }
            }
            return Some(time);
        }
        let mut anything = false;
        for ticket in self.facts.tickets.iter().filter(|ticket| in_period(self.on(ticket.closed_at))) {
            let minutes = ticket.minutes.map_or(self.policy.ticket_minutes[&ticket.severity], i64::from);
            time = time + self.loaded(Department::Support, minutes);
            anything = true;
        }
        let kept = self.facts.touchpoints.iter().filter(|touchpoint| touchpoint.state == MeetingState::Kept);
        for touchpoint in kept.filter(|touchpoint| in_period(self.on(touchpoint.occurred_at))) {
            let minutes = touchpoint.minutes.map_or(self.policy.touchpoint_minutes, i64::from);
            time = time + self.loaded(Department::Cs, minutes);
            anything = true;
        }
        anything.then_some(time)
    }

    fn profit(&self) -> Result<Ratio, &'static str> {
        let (first, end) = self.period();
        // Without a start nobody knows that it is old enough.
        if self.start().is_none() || end - first < 30 {
            return Err("TOO_YOUNG");
        }
        let revenue = self.revenue().ok_or("NO_RATE")?;
        let booked = self.booked().ok_or("NO_RATE")?;
        let cost = self.time().ok_or("NO_COST")? + booked;
        if revenue.is_zero() {
            return if cost > whole(0) { Ok(whole(-1)) } else { Err("NO_REVENUE") };
        }
        let margin = (revenue.clone() - cost) / revenue;
        Ok(((margin - ratio(40, 100)) / ratio(35, 100)).clamp(whole(-1), whole(1)))
    }

    /// y in hundredths, and why profit is not known.
    pub(super) fn company_happiness(&self) -> (Option<i64>, Option<&'static str>) {
        let profit = self.profit();
        let why = profit.as_ref().err().copied();
        let (mut over, mut under) = (whole(0), whole(0));
        if let Ok(y) = profit {
            (over, under) = (y, whole(1));
        }
        for measure in &self.policy.company {
            if let Some((value, _)) = self.measured(&measure.key, &measure.reading) {
                over = over + micros(measure.weight) * micros(2 * value - 1_000_000);
                under = under + micros(measure.weight);
            }
        }
        ((!under.is_zero()).then(|| (over / under).half_up(100)), why)
    }

    pub(super) fn side(remembered: Option<bool>, value: Option<i64>) -> Option<bool> {
        let value = value?;
        Some(match remembered {
            None => value > 0,
            Some(true) => value >= -5,
            Some(false) => value > 5,
        })
    }

    pub(super) fn quadrant(customer: Option<bool>, company: Option<bool>) -> QuadrantName {
        match (customer, company) {
            (Some(true), Some(true)) => QuadrantName::CustomerSuccess,
            (Some(false), Some(true)) => QuadrantName::WorkToKeepUnhappy,
            (Some(true), Some(false)) => QuadrantName::WorkToKeepUnprofitable,
            (Some(false), Some(false)) => QuadrantName::Reassess,
            _ => QuadrantName::Unknown,
        }
    }

    /// "months from the date of its since to date(now), less one if the day of the month is smaller"
    pub(super) fn months_since(&self, since: Day) -> u32 {
        use chrono::Datelike;
        let (from, to) = (date(since), date(self.today));
        let months = (to.year() - from.year()) * 12 + to.month() as i32 - from.month() as i32;
        u32::try_from(months - i32::from(to.day() < from.day())).unwrap_or(0)
    }
}
