//! How long a claim on an idempotency key holds: as long as its request goes on, and no longer.
//!
//! The request's end ends the claim, also where its future is dropped: by its time, its client, or a panic. A node that dies
//! leaves its claims behind; each can be taken over when its lease has run out. While a request goes on, its lease is renewed
//! on a connection that nothing else waits for. A SQLite file has one node, which knows what it holds itself.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::task::AbortHandle;
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tracing::Instrument;
use uuid::Uuid;

use super::idempotency::{self, Claim};
use crate::store::{Db, Engine};

/// How often a lease is renewed.
const RENEWED: Duration = Duration::from_secs(3);

/// The claims that this node holds. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Leases(Arc<Mutex<HashSet<Uuid>>>);

impl Leases {
    /// Whether this claim is held here.
    pub(super) fn hold(&self, holder: Uuid) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&holder)
    }

    /// Holds a claim that was just made.
    pub(super) fn take(&self, db: &Db, claim: Claim) -> Lease {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(claim.holder);
        let renewing = (db.engine == Engine::Postgres).then(|| {
            let (db, claim) = (db.clone(), claim.clone());
            tokio::spawn(async move { renew(&db, &claim).await }.in_current_span()).abort_handle()
        });
        Lease { claim, db: db.clone(), leases: self.clone(), renewing, over: false }
    }

    fn give_back(&self, holder: Uuid) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&holder);
    }
}

/// A claim that its request holds. Where it is dropped before it is over, the request was given up: the key is freed.
#[derive(Debug)]
pub struct Lease {
    claim: Claim,
    db: Db,
    leases: Leases,
    renewing: Option<AbortHandle>,
    over: bool,
}

impl Lease {
    /// The claim, for the unit of work that stores the outcome.
    pub fn claim(&self) -> &Claim {
        &self.claim
    }

    /// The outcome is stored, or the claim is somebody else's: there is nothing to free.
    pub fn done(mut self) {
        self.over = true;
    }

    /// Frees the key of a mutation that failed, so that it can be sent again at once.
    pub async fn free(mut self) {
        free(&self.db, &self.claim).await;
        self.over = true;
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(renewing) = &self.renewing {
            renewing.abort();
        }
        let (db, claim, leases) = (self.db.clone(), self.claim.clone(), self.leases.clone());
        match Handle::try_current() {
            Ok(runtime) if !self.over => {
                let freed = async move {
                    free(&db, &claim).await;
                    leases.give_back(claim.holder);
                };
                runtime.spawn(freed.in_current_span());
            }
            _ => leases.give_back(claim.holder),
        }
    }
}

/// Frees a key. Whoever stores the outcome at the same time holds the key's row until its transaction is over, and is waited
/// for: what it has committed stays. Whoever comes to store it later finds the claim gone, and ends without effect.
async fn free(db: &Db, claim: &Claim) {
    if let Err(error) = idempotency::free(db, claim).await {
        tracing::warn!(%error, "an idempotency key is not freed until its lease has run out");
    }
}

async fn renew(db: &Db, claim: &Claim) {
    let mut times = interval_at(Instant::now() + RENEWED, RENEWED);
    times.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        times.tick().await;
        if let Err(error) = idempotency::renew(db, claim).await {
            tracing::warn!(%error, "the lease of an idempotency key could not be renewed; it is tried again");
        }
    }
}
