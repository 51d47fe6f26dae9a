//! Sends a vendor's first load over HTTP, so many batches at once, while two readers ask for views; tells how it went.
//!
//!   batches SERVER_URL TOKEN READERS_TOKEN BATCHES_AT_ONCE [ACCOUNTS] [PID_OF_THE_SERVER]

#![expect(clippy::cast_precision_loss, reason = "counts and microseconds of some minutes")]

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

const BATCH: usize = 1_000;
const SYSTEM: &str = "bench";
const VIEW: &str = include_str!("../view/account.graphql");
/// How often a batch is sent at most.
const TRIES: u32 = 60;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Whom the requests go to, and what came of them.
struct Load {
    client: Client,
    url: String,
    token: String,
    readers_token: String,
    ids: Mutex<Vec<String>>,
    /// Answers other than the outcome of a batch, by status and code.
    others: Mutex<BTreeMap<String, usize>>,
}

fn account(number: usize) -> Value {
    json!({
        "externalId": format!("A{number}"), "name": format!("Company {number}"), "domain": format!("company{number}.example"),
        "status": "CUSTOMER", "country": (["DE", "FR", "US"][number % 3]), "employees": 5 + number % 900, "startedOn": "2025-01-15",
        "attributes": {"tier": "gold", "seats": 1 + number % 90}, "updatedAt": "2026-01-05T00:00:00Z",
    })
}

fn of_account(number: usize) -> Value {
    json!({"system": SYSTEM, "id": format!("A{number}")})
}

fn contact(number: usize) -> Value {
    json!({
        "externalId": format!("C{number}"), "account": of_account(number / 3), "name": format!("Person {number}"),
        "email": format!("p{number}@company{}.example", number / 3), "title": "Head of things", "updatedAt": "2026-01-05T00:00:00Z",
    })
}

fn usage(number: usize) -> Value {
    json!({
        "externalId": format!("U{number}"), "account": of_account(number / 10), "from": format!("2026-01-{:02}", 1 + number % 10),
        "user": format!("u{}", number % 30), "uses": 1 + number % 50, "seconds": 10 + number % 5_000,
    })
}

impl Load {
    async fn post(&self, token: &str, body: String, key: Option<&str>) -> Result<(StatusCode, u64, Value), Failure> {
        let request = self.client.post(&self.url).bearer_auth(token).header("content-type", "application/json");
        let request = match key {
            Some(key) => request.header("idempotency-key", key),
            None => request,
        };
        let answer = request.body(body).send().await?;
        let after = answer.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
        Ok((answer.status(), after.unwrap_or(1), serde_json::from_str(&answer.text().await?)?))
    }

    /// Sends a batch until it is done.
    async fn batch(&self, noun: &str, records: &[Value]) -> Result<(), Failure> {
        let kind = noun[..1].to_uppercase() + &noun[1..];
        let query = format!(
            "mutation($input: {kind}UpsertInput!) {{ {noun}Upsert(input: $input) {{ stats {{ created rejected }} results {{ id externalId outcome problems {{ code path message }} }} userErrors {{ message }} }} }}"
        );
        let body = json!({"query": query, "variables": {"input": {"system": SYSTEM, "records": records}}}).to_string();
        let key = Uuid::now_v7().to_string();
        for _ in 0..TRIES {
            let (status, after, answer) = self.post(&self.token, body.clone(), Some(&key)).await?;
            let payload = &answer["data"][format!("{noun}Upsert")];
            if let Some(created) = payload["stats"]["created"].as_u64() {
                if created != records.len() as u64 {
                    return Err(format!("{noun}: {payload}").into());
                }
                if noun == "accounts" {
                    let results = payload["results"].as_array().into_iter().flatten();
                    let ids = results.filter_map(|result| result["id"].as_str().map(str::to_owned));
                    lock(&self.ids).extend(ids);
                }
                return Ok(());
            }
            let code = answer["errors"][0]["extensions"]["code"].as_str().unwrap_or("?");
            *lock(&self.others).entry(format!("{} {code}", status.as_u16())).or_default() += 1;
            tokio::time::sleep(Duration::from_secs(after)).await;
        }
        Err(format!("a batch of {noun} never went in").into())
    }

    /// Asks for views until it is told to stop; gives what each took.
    async fn read(&self, stop: &AtomicBool) -> Result<Vec<Duration>, Failure> {
        let mut took = Vec::new();
        for turn in 0.. {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            let id = {
                let ids = lock(&self.ids);
                (!ids.is_empty()).then(|| ids[turn * 7_919 % ids.len()].clone())
            };
            if let Some(id) = id {
                let body = json!({"query": VIEW, "variables": {"id": id}}).to_string();
                let begun = Instant::now();
                let (status, _, answer) = self.post(&self.readers_token, body, None).await?;
                took.push(begun.elapsed());
                if status != StatusCode::OK || answer["data"]["account"].is_null() {
                    return Err(format!("a view: {status} {answer}").into());
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(took)
    }

    /// Sends all records of one kind, so many batches at once.
    async fn phase(self: &Arc<Self>, noun: &'static str, records: Vec<Value>, at_once: usize) -> Result<(), Failure> {
        let many = records.len();
        let batches: VecDeque<Vec<Value>> = records.chunks(BATCH).map(<[Value]>::to_vec).collect();
        let (batches, stop) = (Arc::new(Mutex::new(batches)), Arc::new(AtomicBool::new(false)));
        let readers: Vec<_> = (0..2)
            .map(|_| {
                let (load, stop) = (Arc::clone(self), Arc::clone(&stop));
                tokio::spawn(async move { load.read(&stop).await })
            })
            .collect();
        let begun = Instant::now();
        let senders = (0..at_once).map(|_| {
            let (load, batches) = (Arc::clone(self), Arc::clone(&batches));
            tokio::spawn(async move {
                let mut took = Vec::new();
                loop {
                    let Some(batch) = lock(&batches).pop_front() else { return Ok::<_, Failure>(took) };
                    let begun = Instant::now();
                    load.batch(noun, &batch).await?;
                    took.push(begun.elapsed());
                }
            })
        });
        let mut took = Vec::new();
        for sender in senders.collect::<Vec<_>>() {
            took.extend(sender.await??);
        }
        let seconds = begun.elapsed().as_secs_f64();
        stop.store(true, Ordering::Relaxed);
        let mut views = Vec::new();
        for reader in readers {
            views.extend(reader.await??);
        }
        println!(
            "{noun:9} {at_once:3} at once {:7.0} rows/s  a batch {:6.0} ms, at most {:6.0}  a view {:5.0} ms, 99 of 100 within {:5.0}",
            many as f64 / seconds,
            within(&mut took, 50),
            within(&mut took, 100),
            within(&mut views, 50),
            within(&mut views, 99),
        );
        Ok(())
    }
}

fn lock<T>(held: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Milliseconds within which so many of a hundred were done.
fn within(all: &mut [Duration], hundredths: usize) -> f64 {
    all.sort_unstable();
    let place = (all.len() * hundredths / 100).min(all.len().saturating_sub(1));
    all.get(place).map_or(0.0, |took| took.as_secs_f64() * 1e3)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let given: Vec<String> = std::env::args().skip(1).collect();
    let [url, token, readers_token, at_once, rest @ ..] = &given[..] else {
        return Err("batches SERVER_URL TOKEN READERS_TOKEN BATCHES_AT_ONCE [ACCOUNTS] [PID]".into());
    };
    let at_once = at_once.parse()?;
    let accounts = rest.first().map_or(Ok(20_000), |text| text.parse())?;
    let load = Arc::new(Load {
        client: Client::new(),
        url: format!("{url}/graphql"),
        token: token.clone(),
        readers_token: readers_token.clone(),
        ids: Mutex::default(),
        others: Mutex::default(),
    });
    load.phase("accounts", (0..accounts).map(account).collect(), at_once).await?;
    load.phase("contacts", (0..3 * accounts).map(contact).collect(), at_once).await?;
    load.phase("usage", (0..10 * accounts).map(usage).collect(), at_once).await?;
    println!("other answers: {:?}", lock(&load.others));
    if let Some(pid) = rest.get(1) {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
        let most =
            status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
        println!("most memory of the server: {:.0} MiB", most.unwrap_or(0.0_f64) / 1_024.0);
    }
    Ok(())
}
