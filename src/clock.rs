//! The clock that is passed in: the machine's own, or one that a test, the demo or a replay moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

/// Tells the moment, in whole microseconds: what both databases keep.
#[derive(Clone, Debug)]
pub struct Clock(Hand);

#[derive(Clone, Debug)]
enum Hand {
    Machine,
    Set(Arc<AtomicI64>),
    /// Goes as fast as the machine's, so many microseconds away from it.
    Away(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's own clock.
    pub fn machine() -> Self {
        Self(Hand::Machine)
    }

    /// A clock that stands at `start` until it is moved.
    pub fn set(start: DateTime<Utc>) -> Self {
        Self(Hand::Set(Arc::new(AtomicI64::new(start.timestamp_micros()))))
    }

    /// A clock that goes on from `start` as fast as the machine's own.
    pub fn going_from(start: DateTime<Utc>) -> Self {
        Self(Hand::Away(Arc::new(AtomicI64::new(start.timestamp_micros() - machine_now().timestamp_micros()))))
    }

    /// Whether it is the machine's own, which nobody moves.
    pub fn is_machine(&self) -> bool {
        matches!(self.0, Hand::Machine)
    }

    /// The moment it is.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Hand::Machine => machine_now(),
            Hand::Set(micros) => DateTime::from_timestamp_micros(micros.load(Ordering::SeqCst)).unwrap_or_default(),
            Hand::Away(micros) => machine_now() + TimeDelta::microseconds(micros.load(Ordering::SeqCst)),
        }
    }

    /// Moves a clock on; the machine's own does not move, and none goes back.
    pub fn advance_to(&self, moment: DateTime<Utc>) {
        match &self.0 {
            Hand::Machine => {}
            Hand::Set(micros) => {
                micros.fetch_max(moment.timestamp_micros(), Ordering::SeqCst);
            }
            Hand::Away(micros) => {
                let away = moment.timestamp_micros() - machine_now().timestamp_micros();
                micros.fetch_max(away, Ordering::SeqCst);
            }
        }
    }
}

/// The machine's moment. Tokens, leases, idempotency keys and time-outs go by it, whatever clock moves the facts.
#[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
pub fn machine_now() -> DateTime<Utc> {
    let now = Utc::now();
    now.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_goes_starts_where_it_is_told_and_never_goes_back() {
        let start = DateTime::from_timestamp(1_767_225_600, 0).unwrap();
        let clock = Clock::going_from(start);
        let first = clock.now();
        assert!(first >= start && first < start + TimeDelta::minutes(1));
        clock.advance_to(start + TimeDelta::days(15));
        assert!(clock.now() >= start + TimeDelta::days(15));
        clock.advance_to(start);
        assert!(clock.now() >= start + TimeDelta::days(15));
    }
}
