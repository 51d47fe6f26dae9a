//! Ids of one unit of work.

use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, Utc};
use uuid::{Builder, Uuid};

/// Makes version 7 ids of one moment that sort in the order in which they were made, by whichever thread.
#[derive(Debug)]
pub(super) struct Ids {
    millis: u64,
    made: AtomicU32,
}

impl Ids {
    pub(super) fn at(moment: DateTime<Utc>) -> Self {
        Self { millis: u64::try_from(moment.timestamp_millis()).unwrap_or(0), made: AtomicU32::new(0) }
    }

    /// After the time, 26 bits are counted (12 and 14: version and variant stand before them), 48 are by chance.
    pub(super) fn next(&self) -> Uuid {
        let made = self.made.fetch_add(1, Ordering::Relaxed);
        let chance = Uuid::now_v7().into_bytes();
        let mut bytes = [0; 10];
        let high = u16::try_from((made >> 14) & 0x0fff).unwrap_or(0);
        let low = u16::try_from(made & 0x3fff).unwrap_or(0);
        bytes[..2].copy_from_slice(&high.to_be_bytes());
        bytes[2..4].copy_from_slice(&low.to_be_bytes());
        bytes[4..].copy_from_slice(&chance[10..]);
        Builder::from_unix_timestamp_millis(self.millis, &bytes).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sort_in_the_order_in_which_they_were_made() {
        let ids = Ids::at(DateTime::from_timestamp(1_767_225_600, 0).unwrap());
        let made: Vec<_> = (0..40_000).map(|_| ids.next()).collect();
        assert!(made.is_sorted_by(|a, b| a < b));
        assert!(made.iter().all(|id| id.get_version_num() == 7));
    }
}
