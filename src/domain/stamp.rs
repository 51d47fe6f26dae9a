//! A source's own stamps (`updatedAt`, `deletedAt`): how far ahead of the clock they are believed.

use chrono::{DateTime, TimeDelta, Utc};

/// The last moment of which a stamp is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon(DateTime<Utc>);

impl Horizon {
    /// So far ahead of a moment.
    pub fn beyond(now: DateTime<Utc>, ahead: TimeDelta) -> Self {
        Self(now.checked_add_signed(ahead).unwrap_or(DateTime::<Utc>::MAX_UTC))
    }

    /// The last moment of which a stamp is believed.
    pub fn last(self) -> DateTime<Utc> {
        self.0
    }

    /// Whether a stamp lies ahead.
    pub fn is_ahead(self, stamp: DateTime<Utc>) -> bool {
        stamp > self.0
    }

    /// A stamp that is stored. One that lies ahead, which could once be stored, counts as the moment at which it was recorded.
    pub fn believed(self, stamp: Option<DateTime<Utc>>, recorded: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
        stamp.and_then(|stamp| if self.is_ahead(stamp) { recorded } else { Some(stamp) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_is_believed_up_to_the_horizon() {
        let now = DateTime::from_timestamp(1_767_225_600, 0).unwrap();
        let horizon = Horizon::beyond(now, TimeDelta::minutes(5));
        let last = now + TimeDelta::minutes(5);
        let next = last + TimeDelta::microseconds(1);
        assert_eq!((horizon.is_ahead(last), horizon.is_ahead(next)), (false, true));
        assert_eq!(horizon.believed(Some(last), Some(now)), Some(last));
        assert_eq!(horizon.believed(Some(next), Some(now)), Some(now));
        assert_eq!(horizon.believed(Some(next), None), None);
        assert_eq!(horizon.believed(None, Some(now)), None);
        assert!(!Horizon::beyond(now, TimeDelta::MAX).is_ahead(DateTime::<Utc>::MAX_UTC));
    }
}
