//! What callers who take more than their share cost one who reads beside them, on a running server.
//!
//!   shares ADDRESS BATCH_TOKEN READER_TOKEN [SECONDS] [bodies|heads|readers|alone …]

#![expect(clippy::cast_precision_loss, reason = "counts of some seconds")]
#![expect(clippy::expect_used, clippy::panic, reason = "a driver ends where its server does not do as it should")]

mod drive;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use drive::{Sent, Target};

/// Records of a batch.
const RECORDS: usize = 1_000;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [address, batch, reader, rest @ ..] = &words[..] else {
        panic!("usage: shares ADDRESS BATCH_TOKEN READER_TOKEN [SECONDS] [bodies|heads|readers|alone …]");
    };
    let target = Target { address: address.parse().expect("an address") };
    let seconds = rest.first().and_then(|word| word.parse().ok()).unwrap_or(30);
    let wanted = |name: &str| rest.len() < 2 || rest[1..].iter().any(|word| word == name);
    target.prepare(batch);
    if wanted("bodies") {
        let held = target.slow_bodies(batch, 300);
        tell("a reader beside 300 slow bodies of one token", &target.read(reader, 500));
        drop(held);
    }
    if wanted("heads") {
        let held = target.half_heads(4_200);
        let asked: Vec<_> = (0..100).map(|_| target.health()).collect();
        tell("/healthz beside 4,200 half-sent heads", &asked);
        tell("a reader beside them", &target.read(reader, 500));
        drop(held);
    }
    if wanted("readers") {
        for at_once in [4, 64] {
            let (answers, rate) = beside(target, batch, reader, at_once, seconds);
            tell(&format!("a reader beside {at_once} batches of one token ({rate:.0} records a second)"), &answers);
        }
    }
    if wanted("alone") {
        for at_once in [1, 4, 16, 64] {
            let stop = AtomicBool::new(false);
            let sent = Sent::default();
            let begun = Instant::now();
            std::thread::scope(|scope| {
                scope.spawn(|| target.batches(batch, at_once, RECORDS, &stop, &sent));
                std::thread::park_timeout(Duration::from_secs(seconds));
                stop.store(true, Ordering::SeqCst);
            });
            let rate = sent.records.load(Ordering::SeqCst) as f64 / begun.elapsed().as_secs_f64();
            println!("{at_once} batches alone: {rate:.0} records a second, {sent:?}");
        }
    }
}

/// A reader's answers while so many batches are under way, and records a second.
fn beside(target: Target, batch: &str, reader: &str, at_once: usize, seconds: u64) -> (Vec<(u16, Duration)>, f64) {
    let stop = AtomicBool::new(false);
    let sent = Sent::default();
    let begun = Instant::now();
    let answers = std::thread::scope(|scope| {
        scope.spawn(|| target.batches(batch, at_once, RECORDS, &stop, &sent));
        let mut answers = Vec::new();
        while begun.elapsed() < Duration::from_secs(seconds) {
            answers.extend(target.read(reader, 20));
        }
        stop.store(true, Ordering::SeqCst);
        answers
    });
    (answers, sent.records.load(Ordering::SeqCst) as f64 / begun.elapsed().as_secs_f64())
}

fn tell(what: &str, answers: &[(u16, Duration)]) {
    let mut took: Vec<f64> = answers.iter().map(|(_, took)| took.as_secs_f64() * 1e3).collect();
    took.sort_by(f64::total_cmp);
    let within = |hundredths: usize| took[(took.len() * hundredths / 100).min(took.len() - 1)];
    let other = answers.iter().filter(|(status, _)| *status != 200).count();
    println!(
        "{what}: {} answers, {other} other than 200, p50 {:.1} ms, p99 {:.1} ms, most {:.1} ms",
        answers.len(),
        within(50),
        within(99),
        within(100)
    );
}
