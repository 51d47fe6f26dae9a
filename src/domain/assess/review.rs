//! When an answer changes by time alone, and which reviews a stop has missed.

use chrono::{DateTime, Days, TimeDelta, Utc};

use super::case::Case;
use super::reason::midnight;

/// A longer stop is made up from this many midnights back.
const MADE_UP: u64 = 31;

/// The moment of the next review to make up, where one was missed: `next_review_at`, or after a stop of more than 31
/// days the 31st midnight back. Reviewing there gives the next `next_review_at`: ask again with it until nothing is due.
pub fn due_review(next_review_at: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if next_review_at > now {
        return None;
    }
    let long = now.signed_duration_since(next_review_at) > TimeDelta::days(31);
    let resumed = now.date_naive().checked_sub_days(Days::new(MADE_UP - 1)).map(midnight);
    if long { resumed.or(Some(next_review_at)) } else { Some(next_review_at) }
}

/// The earliest of the next midnight and the instants of this account after now.
pub(super) fn next_review_at(case: &Case<'_>) -> DateTime<Utc> {
    let opened = case.facts.tickets.iter().filter(|ticket| case.open(ticket).is_some());
    let tickets = opened.flat_map(|ticket| [case.crisis_at(ticket), case.target_at(ticket)]);
    let requests = case.facts.requests.iter().map(|request| case.due_at(request));
    let instants = tickets.chain(requests).flatten().chain(case.standing_override().map(|set| set.until));
    instants.filter(|&at| at > case.now).chain(next_midnight(case.now)).min().unwrap_or(case.now)
}

/// The next midnight.
pub(super) fn next_midnight(now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    now.date_naive().checked_add_days(Days::new(1)).map(midnight)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64, hour: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_767_225_600 + day * 86_400 + hour * 3600, 0).unwrap()
    }

    #[test]
    fn makes_up_what_was_missed() {
        assert_eq!(due_review(at(5, 1), at(5, 0)), None);
        assert_eq!(due_review(at(5, 0), at(5, 0)), Some(at(5, 0)));
        assert_eq!(due_review(at(5, 7), at(36, 7)), Some(at(5, 7)));
        assert_eq!(due_review(at(5, 7), at(36, 8)), Some(at(6, 0)));
        assert_eq!(due_review(at(5, 7), at(80, 8)), Some(at(50, 0)));
        assert_eq!(next_midnight(at(3, 5)), Some(at(4, 0)));
    }
}
