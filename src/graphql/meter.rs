//! How much an answer holds so far: counted while it is made, so that one that grows too large ends before it fills the
//! memory; and the time between two yields, so that making it leaves room for others.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use async_graphql::Value;
use tokio::sync::Notify;

/// Bytes of memory that a value of an answer takes beside its text: its place among the fields of its object.
const PLACE: u64 = 112;
/// Bytes of memory for each byte that an answer may have: names are kept once, and short values take more than their text.
const HELD: u64 = 4;
/// How long an answer is made before others have their turn.
const TURN: Duration = Duration::from_millis(1);

/// What one answer holds so far.
#[derive(Debug)]
pub struct Meter {
    most: u64,
    bytes: AtomicU64,
    held: AtomicU64,
    begun: Instant,
    /// Microseconds after the beginning at which others had their turn last.
    turned: AtomicU64,
    over: Notify,
}

impl Default for Meter {
    /// For an answer of any size.
    fn default() -> Self {
        Self::of(u64::MAX)
    }
}

impl Meter {
    /// For an answer of so many bytes at most.
    pub fn of(most: u64) -> Self {
        let (bytes, held, turned) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
        Self { most, bytes, held, begun: Instant::now(), turned, over: Notify::new() }
    }

    /// Bytes of text that the answer has at least.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Whether the answer is too large.
    pub fn is_over(&self) -> bool {
        self.bytes() > self.most || self.held.load(Ordering::Relaxed) > self.most.saturating_mul(HELD)
    }

    /// Ends when the answer has become too large.
    pub async fn full(&self) {
        self.over.notified().await;
    }

    /// Counts a field that was resolved: its key and its value, where that has not been counted since `before`.
    pub fn field(&self, key: &str, value: &Value, before: u64) {
        let (mut bytes, mut held) = (key.len() as u64 + 4, PLACE);
        if self.bytes() == before {
            let (of_value, heap) = size(value);
            (bytes, held) = (bytes + of_value, held + heap);
        }
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.held.fetch_add(held, Ordering::Relaxed);
    }

    /// Between two objects: lets others have their turn where it is time. An answer that is too large goes no further: who
    /// waits for [`Self::full`] drops it.
    pub async fn between(&self) {
        if self.is_over() {
            self.over.notify_one();
            std::future::pending::<()>().await;
        }
        let now = u64::try_from(self.begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        if u128::from(now.saturating_sub(self.turned.load(Ordering::Relaxed))) >= TURN.as_micros() {
            tokio::task::yield_now().await;
            let now = u64::try_from(self.begun.elapsed().as_micros()).unwrap_or(u64::MAX);
            self.turned.store(now, Ordering::Relaxed);
        }
    }
}

/// Bytes of a value's text, at least, and of the memory that it takes elsewhere.
fn size(value: &Value) -> (u64, u64) {
    match value {
        Value::Null | Value::Boolean(_) => (4, 0),
        Value::Number(_) => (1, 0),
        Value::Enum(word) => (word.len() as u64 + 2, 0),
        Value::String(text) => (text.len() as u64 + 2, text.len() as u64 + 16),
        Value::Binary(bytes) => (bytes.len() as u64, bytes.len() as u64),
        Value::List(items) => items
            .iter()
            .map(size)
            .fold((2, 24), |(bytes, held), (of_value, heap)| (bytes + of_value + 1, held + PLACE + heap)),
        Value::Object(fields) => fields.iter().fold((2, 72), |(bytes, held), (key, value)| {
            let (of_value, heap) = size(value);
            (bytes + key.len() as u64 + 4 + of_value, held + PLACE + heap)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_deadline_is_looked_at_between_objects() {
        let meter = Meter::default();
        let begun = Instant::now();
        let long = async {
            while begun.elapsed() < Duration::from_secs(20) {
                meter.between().await;
            }
        };
        assert!(tokio::time::timeout(Duration::from_millis(20), long).await.is_err(), "it ran to its end");
    }

    #[tokio::test]
    async fn an_answer_that_is_too_large_goes_no_further() {
        for (most, value, fields) in [
            (1_000, Value::from("x".repeat(100)), 10),
            // Short values take more memory than text.
            (1_000, Value::Null, 36),
        ] {
            let meter = Meter::of(most);
            let mut made = 0;
            let all = async {
                loop {
                    meter.between().await;
                    meter.field("a", &value, meter.bytes());
                    made += 1;
                    assert!(made < 1_000, "it goes on");
                }
            };
            tokio::select! {
                () = all => {},
                () = meter.full() => {}
            }
            assert_eq!((made, meter.is_over()), (fields, true));
        }
    }
}
