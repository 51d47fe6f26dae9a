//! How many accounts as of a moment are made at once: each is a small database in memory. Whoever finds no place waits a
//! moment for one.

use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};

use super::Manners;

/// How long a request waits for its places.
const WAIT: Duration = Duration::from_secs(2);

/// Places for accounts as of a moment.
#[derive(Debug)]
pub struct Pasts {
    places: Semaphore,
    most: usize,
}

impl Pasts {
    /// As many places as these manners give.
    pub fn of(manners: &Manners) -> Self {
        let most = manners.as_of_at_once.max(1);
        Self { places: Semaphore::new(most), most }
    }

    /// Places for so many states, until they are dropped; nothing where none came free in time. A request that needs more than
    /// there are takes all.
    pub(super) async fn places(&self, states: usize) -> Option<SemaphorePermit<'_>> {
        let places = u32::try_from(states.min(self.most)).unwrap_or(u32::MAX);
        tokio::time::timeout(WAIT, self.places.acquire_many(places)).await.ok()?.ok()
    }
}
