//! Whether the database can be written: its disk may be full, or it may have become a replica that is only read.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use async_graphql::Response;
use serde_json::{Value, json};
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::error::AppError;
use crate::store::db::is_late;
use crate::store::{Db, settings};

/// Under which name a write is tried.
const KEY: &str = "writable";
/// What a write is tried with, in texts of 32 random digits: 256 KB, so that it needs room and not a leftover.
const TEXTS: usize = 8_192;
/// How long a failure stands before another write is tried.
const PAUSE: Duration = Duration::from_secs(1);

/// A write is tried at first and after one has failed, until one succeeds: the database is asked nothing while all is well.
#[derive(Debug)]
pub struct Writable {
    /// Counts what made it doubtful.
    doubts: AtomicU64,
    /// The doubt that the last success has cleared.
    cleared: AtomicU64,
    failed: Mutex<Option<Instant>>,
}

impl Default for Writable {
    fn default() -> Self {
        Self { doubts: AtomicU64::new(1), cleared: AtomicU64::new(0), failed: Mutex::new(None) }
    }
}

impl Writable {
    /// Looks at the answer to a mutation: a failure of the database makes it doubtful.
    pub fn learn(&self, response: &Response) {
        let failed = |error: &AppError| matches!(error, AppError::Database(error) if !is_late(error));
        if response.errors.iter().any(|error| error.source::<AppError>().is_some_and(failed)) {
            self.doubts.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// Whether it can be written, as far as is known; where that is in doubt, by a write.
    pub async fn is(&self, db: &Db) -> bool {
        if self.cleared.load(Ordering::SeqCst) == self.doubts.load(Ordering::SeqCst) {
            return true;
        }
        let mut failed = self.failed.lock().await;
        let doubts = self.doubts.load(Ordering::SeqCst);
        if self.cleared.load(Ordering::SeqCst) == doubts {
            return true;
        }
        if failed.is_some_and(|at| at.elapsed() < PAUSE) {
            return false;
        }
        match write(db).await {
            Ok(()) => {
                self.cleared.store(doubts, Ordering::SeqCst);
                *failed = None;
            }
            Err(error) => {
                tracing::warn!(?error, "the database cannot be written");
                *failed = Some(Instant::now());
            }
        }
        failed.is_none()
    }
}

async fn write(db: &Db) -> Result<(), AppError> {
    // Random, for a database that would make little of it.
    let texts: String = (0..TEXTS).map(|_| Uuid::now_v7().simple().to_string()).collect();
    settings::put(&db.write, KEY, json!(texts)).await?;
    settings::put(&db.write, KEY, Value::Null).await
}
