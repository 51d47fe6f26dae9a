//! Attacks over HTTP/2, by a client that writes its own frames, on the real binary: each ends in time, takes little memory, and
//! the next request works.
#![cfg(target_os = "linux")]

mod wire;

use std::net::Shutdown;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::common::TestDatabase;
use crate::common::server::{self, Server};
use wire::{
    ACK, CONTINUATION, DATA, END_HEADERS, END_STREAM, GOAWAY, HEADERS, PING, RST_STREAM, SETTINGS, WINDOW_UPDATE, Wire,
    block, frame, status, text,
};

const LONG: Duration = Duration::from_secs(30);
/// KiB that one attack may take.
const MEMORY: u64 = 48 << 10;
/// SETTINGS: how much of an answer is taken at first.
const INITIAL_WINDOW: u16 = 4;

struct Attacked {
    server: Server,
    _database: TestDatabase,
    token: String,
}

impl Attacked {
    /// A server whose connections may be silent for twelve seconds, with places for four requests.
    fn new() -> Self {
        Self::with(&[
            ("VITRINE_TIMEOUT_SECONDS", "1"),
            ("VITRINE_SILENCE_SECONDS", "12"),
            ("VITRINE_WAIT_SECONDS", "0"),
            ("VITRINE_REQUESTS_AT_ONCE", "4"),
        ])
    }

    fn with(settings: &[(&str, &str)]) -> Self {
        let database = tokio::runtime::Runtime::new().unwrap().block_on(TestDatabase::sqlite());
        let server = Server::start_with(&database.url, settings);
        let attacked = Self { server, _database: database, token: server::token(&["--role", "ADMIN", "--sub", "ada"]) };
        attacked.works("at first");
        attacked
    }

    fn open(&self, settings: &[(u16, u32)]) -> Wire {
        Wire::open(self.server.port(), settings)
    }

    /// The headers of a POST.
    fn post(&self) -> Vec<u8> {
        block(&[
            (":method", "POST"),
            (":scheme", "http"),
            (":path", "/graphql"),
            (":authority", "vitrine"),
            ("authorization", &format!("Bearer {}", self.token)),
            ("content-type", "application/json"),
        ])
    }

    fn ask(&self, stream: u32, document: &str) -> Vec<u8> {
        let body = json!({ "query": document }).to_string();
        [frame(HEADERS, END_HEADERS, stream, &self.post()), frame(DATA, END_STREAM, stream, body.as_bytes())].concat()
    }

    /// What a document is answered on a connection of its own.
    fn status(&self, document: &str) -> u16 {
        let mut wire = self.open(&[]);
        wire.send(&self.ask(1, document)).unwrap();
        status(&wire.until(HEADERS).unwrap().payload)
    }

    fn works(&self, after: &str) {
        let begun = Instant::now();
        while self.status("{ viewer { subject } }") != 200 {
            assert!(begun.elapsed() < LONG, "{after}: it does not work");
        }
    }

    /// Attacks: in time, with little memory, and afterwards it works.
    fn bears(&self, what: &str, attack: impl FnOnce()) {
        let (before, begun) = (self.server.most_memory(), Instant::now());
        attack();
        assert!(begun.elapsed() < LONG, "{what} took {:?}", begun.elapsed());
        self.works(what);
        let more = self.server.most_memory().saturating_sub(before);
        eprintln!("{what}: {:?}, {more} KiB", begun.elapsed());
        assert!(more < MEMORY, "{what} took {more} KiB");
    }

    /// Sends the same until the server has enough or `times` are sent, without reading anything that comes.
    fn floods(&self, what: &str, times: u32, bytes: impl Fn(u32) -> Vec<u8>) {
        self.bears(what, || {
            let mut wire = self.open(&[]).impatient(Duration::from_secs(2));
            for number in (0..times).step_by(100) {
                let many: Vec<u8> = (number..number + 100).flat_map(&bytes).collect();
                if wire.send(&many).is_err() {
                    break;
                }
            }
        });
    }
}

fn get(path: &str) -> Vec<u8> {
    block(&[(":method", "GET"), (":scheme", "http"), (":path", path), (":authority", "vitrine")])
}

#[test]
fn floods_of_frames() {
    let attacked = Attacked::new();
    let alive = get("/healthz");
    // Streams have odd numbers.
    let ended = |number: u32, more: &[u8]| {
        [frame(HEADERS, END_HEADERS | END_STREAM, 2 * number + 1, &alive), more.to_vec()].concat()
    };
    attacked.floods("requests whose answers nobody reads", 200_000, |number| ended(number, &[]));
    attacked.floods("requests that are reset at once", 200_000, |number| {
        ended(number, &frame(RST_STREAM, 0, 2 * number + 1, &8_u32.to_be_bytes()))
    });
    let post = attacked.post();
    attacked.floods("questions that are reset at once", 50_000, |number| {
        let stream = 2 * number + 1;
        let head = frame(HEADERS, END_HEADERS, stream, &post);
        [head, frame(RST_STREAM, 0, stream, &8_u32.to_be_bytes())].concat()
    });
    attacked.floods("pings", 500_000, |number| frame(PING, 0, 0, &u64::from(number).to_be_bytes()));
    attacked.floods("settings", 500_000, |_| frame(SETTINGS, 0, 0, &[]));
    attacked.floods("settings that change", 200_000, |number| {
        let value = (number % 1_000).to_be_bytes();
        frame(SETTINGS, 0, 0, &[&INITIAL_WINDOW.to_be_bytes()[..], &value[..]].concat())
    });
    attacked.floods("answers to settings that nobody sent", 200_000, |_| frame(SETTINGS, ACK, 0, &[]));
    attacked.floods("windows", 200_000, |_| frame(WINDOW_UPDATE, 0, 0, &1_u32.to_be_bytes()));
    attacked.floods("frames of no known kind", 10_000, |_| frame(200, 0, 0, &[0; 4_096]));
    attacked.floods("empty parts of a body", 500_000, |number| {
        if number == 0 { frame(HEADERS, END_HEADERS, 1, &post) } else { frame(DATA, 0, 1, &[]) }
    });
    attacked.floods("empty parts of a head", 500_000, |number| {
        if number == 0 { frame(HEADERS, 0, 1, &alive) } else { frame(CONTINUATION, 0, 1, &[]) }
    });
    attacked.floods("parts of a head without an end", 20_000, |number| {
        let more = block(&[("x", &"x".repeat(4_000))]);
        if number == 0 { frame(HEADERS, 0, 1, &alive) } else { frame(CONTINUATION, 0, 1, &more) }
    });
    attacked.floods("noise", 10_000, |number| vec![u8::try_from(number % 251).unwrap(); 1_000]);
}

#[test]
fn heads_and_windows() {
    let attacked = Attacked::new();
    attacked.bears("a large head", || {
        let mut wire = attacked.open(&[]);
        let head = [get("/healthz"), block(&[("x", &"x".repeat(70_000))])].concat();
        let parts: Vec<&[u8]> = head.chunks(16_000).collect();
        for (number, part) in parts.iter().enumerate() {
            let flags = if number + 1 == parts.len() { END_HEADERS } else { 0 };
            let (kind, flags) = if number == 0 { (HEADERS, END_STREAM | flags) } else { (CONTINUATION, flags) };
            wire.send(&frame(kind, flags, 1, part)).unwrap();
        }
        match wire.until(HEADERS) {
            Ok(answer) => assert_eq!(status(&answer.payload), 431),
            Err(_) => assert!(wire.is_closed()),
        }
    });
    attacked.bears("a small head that stands for a large one", || {
        let mut wire = attacked.open(&[]);
        let mut head = get("/healthz");
        // Kept under a number, and named by it again and again.
        head.push(0x40);
        text(&mut head, "x");
        text(&mut head, &"x".repeat(4_000));
        head.extend([0xbe; 10_000]);
        wire.send(&frame(HEADERS, END_HEADERS | END_STREAM, 1, &head)).unwrap();
        match wire.until(HEADERS) {
            Ok(answer) => assert_eq!(status(&answer.payload), 431),
            Err(_) => assert!(wire.is_closed()),
        }
    });
    attacked.bears("a window that overflows", || {
        let mut wire = attacked.open(&[]);
        let most = frame(WINDOW_UPDATE, 0, 0, &0x7fff_ffff_u32.to_be_bytes());
        wire.send(&most).unwrap();
        assert_eq!(loop_until_away(&mut wire), 3, "a flow-control error");
    });
    attacked.bears("an answer in a window that is closed", || {
        let mut wire = attacked.open(&[(INITIAL_WINDOW, 0)]);
        let everything =
            "{ __schema { types { name description fields { name description args { name description } } } } }";
        for stream in [1, 3, 5, 7] {
            wire.send(&attacked.ask(stream, everything)).unwrap();
            wire.until(HEADERS).unwrap();
        }
        // All places are taken as long as nobody takes the answers, though the connection lives; then they are broken off.
        assert_eq!(attacked.status("{ __typename }"), 503);
        let end = wire.end();
        std::thread::scope(|scope| {
            let lives = scope.spawn(|| while wire.next().is_ok() {});
            let begun = Instant::now();
            while attacked.status("{ __typename }") != 200 {
                assert!(begun.elapsed() < LONG, "the places are not given back");
            }
            assert!(!lives.is_finished(), "the connection was closed");
            end.shutdown(Shutdown::Both).unwrap();
        });
    });
}

/// The reason for which the server ends the connection.
fn loop_until_away(wire: &mut Wire) -> u8 {
    loop {
        let frame = wire.next().unwrap();
        if frame.kind == GOAWAY {
            return frame.payload[7];
        }
    }
}

#[test]
fn streams() {
    // None of them ends before the last one comes.
    let attacked = Attacked::with(&[("VITRINE_TIMEOUT_SECONDS", "30")]);
    attacked.bears("more streams than there may be", || {
        let mut wire = attacked.open(&[]);
        // Its settings say how many there may be: who keeps to them is not refused.
        while wire.next().unwrap().kind != SETTINGS {}
        let head = frame(HEADERS, END_HEADERS, 0, &attacked.post());
        for number in 0..101_u32 {
            let mut head = head.clone();
            head[5..9].copy_from_slice(&(2 * number + 1).to_be_bytes());
            wire.send(&head).unwrap();
        }
        let reset = wire.until(RST_STREAM).unwrap();
        assert_eq!((reset.stream, reset.payload[3]), (201, 7), "the last one is refused");
    });
}

#[test]
fn silence() {
    let attacked = Attacked::new();
    attacked.bears("a client that answers no ping", || {
        let mut wire = attacked.open(&[]);
        assert!(wire.is_closed());
    });
    attacked.bears("a body that does not come", || {
        let mut wire = attacked.open(&[]);
        wire.send(&frame(HEADERS, END_HEADERS, 1, &attacked.post())).unwrap();
        assert_eq!(status(&wire.until(HEADERS).unwrap().payload), 408);
    });
}
