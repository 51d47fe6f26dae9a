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

    /// The moment it is.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Hand::Machine => machine_now(),
            Hand::Set(micros) => DateTime::from_timestamp_micros(micros.load(Ordering::SeqCst)).unwrap_or_default(),
        }
    }

    /// Moves a set clock on; the machine's own does not move, and neither goes back.
    pub fn advance_to(&self, moment: DateTime<Utc>) {
        if let Hand::Set(micros) = &self.0 {
            micros.fetch_max(moment.timestamp_micros(), Ordering::SeqCst);
        }
    }
}

/// The machine's moment. Tokens, leases, idempotency keys and time-outs go by it, whatever clock moves the facts.
#[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
pub fn machine_now() -> DateTime<Utc> {
    let now = Utc::now();
    now.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(now)
}
