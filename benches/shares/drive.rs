//! Callers who take more than their share, and one who reads beside them. A test runs a slice of what `benches/shares` runs.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_mins(1);
const UPSERT: &str = "mutation($input: TicketsUpsertInput!) { ticketsUpsert(input: $input) { results { outcome } } }";
const READ: &str = "{ accounts(first: 20) { nodes { id name health { score band } } } }";

/// A server, and how it is reached.
#[derive(Clone, Copy)]
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
}

/// What became of a caller's batches.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    /// Records of batches that were answered 200.
    pub(crate) records: AtomicU64,
    /// Batches that were answered 503.
    pub(crate) told_to_come_back: AtomicU64,
    /// Batches that were answered anything else.
    pub(crate) failed: AtomicU64,
}

impl Target {
    fn connect(self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("it takes connections");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
        stream.set_nodelay(true).expect("an option");
        stream
    }

    /// So many requests of a token whose bodies begin and do not go on.
    pub(crate) fn slow_bodies(self, token: &str, many: usize) -> Vec<TcpStream> {
        (0..many)
            .map(|_| {
                let mut stream = self.connect();
                let begun = format!("{}{{\"query\"", head(token, 1_000));
                stream.write_all(begun.as_bytes()).expect("it takes a head");
                stream
            })
            .collect()
    }

    /// So many heads that begin and do not go on.
    pub(crate) fn half_heads(self, many: usize) -> Vec<TcpStream> {
        (0..many)
            .map(|_| {
                let mut stream = self.connect();
                stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: loc").expect("it takes half a head");
                stream
            })
            .collect()
    }

    /// The status of `/healthz`, on a connection of its own.
    pub(crate) fn health(self) -> (u16, Duration) {
        let begun = Instant::now();
        let mut stream = self.connect();
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("it takes a head");
        (status(&mut stream), begun.elapsed())
    }

    /// Reads so often, one after another on one connection: the statuses, and how long each took.
    pub(crate) fn read(self, token: &str, times: usize) -> Vec<(u16, Duration)> {
        let mut stream = self.connect();
        let body = json!({ "query": READ }).to_string();
        let ask = head(token, body.len()) + &body;
        (0..times)
            .map(|_| {
                let begun = Instant::now();
                stream.write_all(ask.as_bytes()).expect("it takes a request");
                (status(&mut stream), begun.elapsed())
            })
            .collect()
    }

    /// An account for the tickets.
    pub(crate) fn prepare(self, token: &str) {
        let account = json!({"externalId": "shares", "name": "Shares", "status": "CUSTOMER"});
        let query = "mutation($input: AccountsUpsertInput!) { accountsUpsert(input: $input) { results { outcome } } }";
        let input = json!({"input": {"system": "crm", "records": [account]}});
        let body = json!({"query": query, "variables": input}).to_string();
        let mut stream = self.connect();
        stream.write_all((head(token, body.len()) + &body).as_bytes()).expect("it takes a request");
        assert_eq!(status(&mut stream), 200, "an account goes in");
    }

    /// Keeps so many batches of so many records under way, until it is told to stop. Who is told to come back does so after a
    /// second, as the answer says.
    pub(crate) fn batches(self, token: &str, at_once: usize, records: usize, stop: &AtomicBool, sent: &Sent) {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for _ in 0..at_once {
                scope.spawn(|| {
                    while !stop.load(Ordering::SeqCst) {
                        let body = batch(NUMBER.fetch_add(1, Ordering::SeqCst), records);
                        let mut stream = self.connect();
                        // Who is refused may have its answer before it has sent everything.
                        let _cut = stream.write_all((head(token, body.len()) + &body).as_bytes());
                        match status(&mut stream) {
                            200 => sent.records.fetch_add(records as u64, Ordering::SeqCst),
                            503 => {
                                std::thread::park_timeout(Duration::from_secs(1));
                                sent.told_to_come_back.fetch_add(1, Ordering::SeqCst)
                            }
                            _ => sent.failed.fetch_add(1, Ordering::SeqCst),
                        };
                    }
                });
            }
        });
    }
}

fn batch(number: u64, records: usize) -> String {
    let record = |row: usize| {
        json!({"externalId": format!("{number}-{row}"), "account": {"system": "crm", "id": "shares"}, "severity": "SEV3",
               "subject": "A ticket of a help desk that has much to tell", "openedAt": "2026-01-05T10:00:00Z"})
    };
    let records: Vec<Value> = (0..records).map(record).collect();
    json!({"query": UPSERT, "variables": {"input": {"system": "desk", "records": records}}}).to_string()
}

fn head(token: &str, length: usize) -> String {
    format!(
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n"
    )
}

/// The status of the next answer, once it is there whole; 0 where the connection ended.
pub(crate) fn status(stream: &mut TcpStream) -> u16 {
    let (mut answer, mut part) = (Vec::new(), [0; 16 << 10]);
    loop {
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4);
        if let Some(end) = end {
            let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
            let length =
                head.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse::<usize>().ok());
            if answer.len() >= end + length.unwrap_or(0) {
                return head.get(9..12).and_then(|status| status.parse().ok()).unwrap_or(0);
            }
        }
        match stream.read(&mut part) {
            Ok(read) if read > 0 => answer.extend_from_slice(&part[..read]),
            _ => return 0,
        }
    }
}
