//! Callers who take all they can: places, connections, room, batches. Others are served meanwhile.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use entity::enums::Role;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use vitrine::http::{Bounds, Manners, Pace};

use crate::common::each_engine;
use crate::common::server::{Server, token as signed};
use crate::door::{Listening, TestDoor, token};

#[path = "../../../benches/shares/drive.rs"]
#[allow(dead_code, reason = "the driver of the benches uses the rest")]
mod drive;

const LONG: Duration = Duration::from_secs(20);
/// What others are answered within, in an unoptimised build.
const SOON: Duration = Duration::from_secs(2);
const ALIVE: &str = "GET /healthz HTTP/1.1\r\nHost: vitrine\r\n\r\n";

async fn sends(door: &Listening, text: &str) -> TcpStream {
    let mut stream = TcpStream::connect(door.address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    stream
}

/// The first line of the answer that comes; nothing where the connection ends.
async fn status(stream: &mut TcpStream) -> String {
    let mut head = vec![0; 4_096];
    let read = timeout(LONG, stream.read(&mut head)).await.expect("it answers in time").unwrap_or_default();
    String::from_utf8_lossy(&head[..read]).lines().next().unwrap_or_default().to_owned()
}

fn post(role: Role, body: &str, length: usize) -> String {
    format!(
        "POST /graphql HTTP/1.1\r\nHost: vitrine\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{body}",
        token(role)
    )
}

fn ask(role: Role, document: &str) -> String {
    let body = json!({ "query": document }).to_string();
    post(role, &body, body.len())
}

async fn is_closed(stream: &mut TcpStream) -> bool {
    matches!(timeout(LONG, stream.read(&mut [0; 1])).await.expect("in time"), Ok(0) | Err(_))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_bodies_of_one_token_give_nobody_else_503() {
    let pace = Pace { after: 3 * LONG, ..Pace::default() };
    let manners = Manners { at_once: 16, wait: SOON, pace, ..Manners::default() };
    let door = TestDoor::with(manners).await.listening(Bounds::default()).await;
    // Sixteen have a place, and the others wait or are refused: once one more is refused there is none left.
    let mut slow = Vec::new();
    for _ in 0..24 {
        slow.push(sends(&door, &post(Role::Cs, "{\"query\"", 1_000)).await);
    }
    let begun = Instant::now();
    let mut refused = sends(&door, &ask(Role::Cs, "{ __typename }")).await;
    while status(&mut refused).await != "HTTP/1.1 503 Service Unavailable" {
        assert!(begun.elapsed() < LONG, "there are places left");
        refused = sends(&door, &ask(Role::Cs, "{ __typename }")).await;
    }
    for _ in 0..20 {
        let begun = Instant::now();
        let mut other = sends(&door, &ask(Role::Sales, "{ __typename }")).await;
        assert_eq!(status(&mut other).await, "HTTP/1.1 200 OK");
        assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_one_token_does_not_take_give_nobody_else_503() {
    let manners = Manners { at_once: 1, answer: 64 << 20, ..Manners::default() };
    let door = TestDoor::with(manners).await.listening(Bounds::default()).await;
    let mut held = sends(&door, &ask(Role::Cs, "{ long(letters: 50000000) }")).await;
    assert_eq!(status(&mut held).await, "HTTP/1.1 200 OK");
    let mut other = sends(&door, &ask(Role::Sales, "{ __typename }")).await;
    assert_eq!(status(&mut other).await, "HTTP/1.1 200 OK");
    let mut all = Vec::new();
    let _cut = timeout(LONG, held.read_to_end(&mut all)).await.expect("it is broken off");
    assert!(all.len() < 50_000_000);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_sent_heads_stop_neither_health_checks_nor_others() {
    let bounds = Bounds { connections: 200, ..Bounds::default() };
    let door = TestDoor::new().await.listening(bounds).await;
    let mut held = Vec::new();
    for _ in 0..230 {
        held.push(sends(&door, "GET /healthz HTTP/1.1\r\nHost: vit").await);
    }
    for text in [ALIVE.to_owned(), ask(Role::Cs, "{ __typename }")].iter().cycle().take(20) {
        let begun = Instant::now();
        let mut other = sends(&door, text).await;
        assert_eq!(status(&mut other).await, "HTTP/1.1 200 OK");
        assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn health_checks_have_connections_of_their_own() {
    let bounds = Bounds { connections: 2, wait: Duration::from_millis(300), ..Bounds::default() };
    let door = TestDoor::new().await.listening(bounds).await;
    let slow = ask(Role::Cs, "{ slow }");
    let first = sends(&door, &slow).await;
    let _second = sends(&door, &slow).await;
    // Whether both are taken tells the third one, which waits and is refused.
    let begun = Instant::now();
    let quick = ask(Role::Sales, "{ __typename }");
    let mut third = sends(&door, &quick).await;
    while status(&mut third).await != "HTTP/1.1 503 Service Unavailable" {
        assert!(begun.elapsed() < LONG, "there is room left");
        third = sends(&door, &quick).await;
    }
    for _ in 0..20 {
        let mut health = sends(&door, ALIVE).await;
        assert_eq!(status(&mut health).await, "HTTP/1.1 200 OK");
    }
    let mut fourth = sends(&door, &quick).await;
    drop(first);
    assert_eq!(status(&mut fourth).await, "HTTP/1.1 200 OK", "it has the place of the first one");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_counts_for_its_caller_or_the_address_behind_a_trusted_proxy() {
    let from = |address: &str| format!("GET /healthz HTTP/1.1\r\nHost: vitrine\r\nX-Forwarded-For: {address}\r\n\r\n");
    let (few, many) = (from("192.0.2.1"), from("198.51.100.7"));
    let verified = ask(Role::Cs, "{ __typename }");
    for (first, trusted, stays) in
        [(&few, "127.0.0.1/32", true), (&few, "10.0.0.0/8", false), (&verified, "10.0.0.0/8", true)]
    {
        let trusted = vitrine::http::who::networks(trusted).unwrap();
        let bounds = Bounds { connections: 4, trusted: trusted.into(), ..Bounds::default() };
        let door = TestDoor::new().await.listening(bounds).await;
        let mut streams = Vec::new();
        for text in [first, &many, &many, &many] {
            let mut stream = sends(&door, text).await;
            assert_eq!(status(&mut stream).await, "HTTP/1.1 200 OK");
            streams.push(stream);
        }
        let mut next = sends(&door, &ask(Role::Sales, "{ __typename }")).await;
        assert_eq!(status(&mut next).await, "HTTP/1.1 200 OK");
        // Of who has the most connections the oldest one has made room.
        let gone = usize::from(stays);
        assert!(is_closed(&mut streams[gone]).await, "{trusted_is}", trusted_is = door.address);
        streams[1 - gone].write_all(ALIVE.as_bytes()).await.unwrap();
        assert_eq!(status(&mut streams[1 - gone]).await, "HTTP/1.1 200 OK");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_head_or_body_that_comes_too_slowly_is_408() {
    let pace = Pace { after: Duration::from_millis(300), bytes_a_second: 1_000 };
    let door = TestDoor::with(Manners { pace, ..Manners::default() }).await;
    let door = door.listening(Bounds { pace, ..Bounds::default() }).await;
    for begins in ["GET /healthz HTTP/1.1\r\nx: ".to_owned(), post(Role::Cs, "{\"query\": \"", 100_000)] {
        let begun = Instant::now();
        let mut stream = sends(&door, &begins).await;
        let mut answer = vec![0; 4_096];
        let line = loop {
            // Some letters now and then, a tenth of what is asked.
            match timeout(Duration::from_millis(20), stream.read(&mut answer)).await {
                Ok(read) => {
                    break String::from_utf8_lossy(&answer[..read.unwrap_or_default()])
                        .lines()
                        .next()
                        .unwrap()
                        .to_owned();
                }
                Err(_) => stream.write_all(b"xx").await.unwrap(),
            }
            assert!(begun.elapsed() < LONG, "it goes on");
        };
        assert_eq!(line, "HTTP/1.1 408 Request Timeout");
        assert!(begun.elapsed() >= pace.after);
    }
    // One that comes fast enough takes as long as it must.
    let body = format!("{{\"query\": \"{{ __typename }}\", \"more\": \"{}\"}}", "x".repeat(10_000));
    let mut stream = sends(&door, &post(Role::Cs, "", body.len())).await;
    let begun = Instant::now();
    for part in body.as_bytes().chunks(200) {
        let early = timeout(Duration::from_millis(20), stream.read(&mut [0; 1])).await;
        assert!(early.is_err(), "it is answered early");
        stream.write_all(part).await.unwrap();
    }
    assert!(begun.elapsed() > 2 * pace.after);
    assert_eq!(status(&mut stream).await, "HTTP/1.1 200 OK");
}

each_engine! {
    /// A slice of what `benches/shares` runs: a twentieth of the records of a batch.
    async fn a_reader_beside_many_batches_is_served(database) {
        let url = database.url.clone();
        tokio::task::spawn_blocking(move || slice(&url)).await.unwrap();
    }
}

fn slice(url: &str) {
    let server = Server::start(url);
    let target = drive::Target { address: ([127, 0, 0, 1], server.port()).into() };
    let (bulk, reader) = (signed(&["--role", "ADMIN", "--sub", "bulk"]), signed(&["--role", "CS", "--sub", "reader"]));
    target.prepare(&bulk);
    let (stop, sent) = (AtomicBool::new(false), drive::Sent::default());
    let answers = std::thread::scope(|scope| {
        scope.spawn(|| target.batches(&bulk, 64, 50, &stop, &sent));
        let answers = target.read(&reader, 100);
        stop.store(true, Ordering::SeqCst);
        answers
    });
    assert!(answers.iter().all(|(status, _)| *status == 200), "{answers:?}");
    assert!(sent.records.load(Ordering::SeqCst) > 0, "{sent:?}");
    assert_eq!(sent.failed.load(Ordering::SeqCst), 0, "{sent:?}");
}
