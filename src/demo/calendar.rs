//! The weeks of the story, counted from its first day.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};

/// Weeks of the story: eighteen months.
pub(crate) const WEEKS: i64 = 78;

/// When the story begins and ends.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Calendar {
    first: NaiveDate,
}

impl Calendar {
    /// The story whose newest facts are of this date.
    pub(crate) fn until(last: NaiveDate) -> Self {
        Self { first: add(last, 1 - WEEKS * 7) }
    }

    /// A day of a week: 0 is its first, weeks before the story count below zero.
    pub(crate) fn day(self, week: i64, day: i64) -> NaiveDate {
        add(self.first, week * 7 + day)
    }

    /// The week in which a date lies.
    pub(crate) fn week(self, date: NaiveDate) -> i64 {
        (date - self.first).num_days().div_euclid(7)
    }

    /// The moment at which a week is over.
    pub(crate) fn end_of(self, week: i64) -> DateTime<Utc> {
        at(self.day(week + 1, 0), 0, 0)
    }
}

/// A date some days on, or back.
pub(crate) fn add(date: NaiveDate, days: i64) -> NaiveDate {
    let step = Days::new(days.unsigned_abs());
    let moved = if days < 0 { date.checked_sub_days(step) } else { date.checked_add_days(step) };
    moved.unwrap_or(date)
}

/// A moment of a date.
pub(crate) fn at(date: NaiveDate, hour: i64, minute: i64) -> DateTime<Utc> {
    let seconds = u32::try_from(hour * 3600 + minute * 60).unwrap_or_default();
    let time = NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).unwrap_or_default();
    date.and_time(time).and_utc()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_week_ends_after_the_last_day() {
        let last = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        let calendar = Calendar::until(last);
        assert_eq!(calendar.day(WEEKS - 1, 6), last);
        assert_eq!(calendar.end_of(WEEKS - 1), at(NaiveDate::from_ymd_opt(2026, 3, 2).unwrap(), 0, 0));
        assert_eq!(calendar.week(last), WEEKS - 1);
        assert_eq!(calendar.week(calendar.day(0, -1)), -1);
    }
}
