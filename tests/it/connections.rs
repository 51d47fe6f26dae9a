//! Connections: slow heads, half-open ones, silent ones, too many and too large headers, clients that leave.

use std::time::{Duration, Instant};

use entity::enums::Role;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use vitrine::http::{Bounds, Manners};

use crate::door::{Listening, TestDoor, token};

const SILENCE: Duration = Duration::from_millis(200);
/// What is a bound must end long before this.
const LONG: Duration = Duration::from_secs(20);

const ALIVE: &str = "GET /healthz HTTP/1.1\r\nHost: vitrine\r\n\r\n";

async fn impatient() -> Listening {
    TestDoor::new().await.listening(Bounds { silence: SILENCE, ..Bounds::default() }).await
}

async fn connected(door: &Listening) -> TcpStream {
    TcpStream::connect(door.address).await.unwrap()
}

/// Everything that comes until the other end closes; a reset closes, too.
async fn rest(stream: &mut TcpStream) -> String {
    let mut all = Vec::new();
    let read = timeout(LONG, stream.read_to_end(&mut all)).await;
    let _closed_or_reset = read.expect("it is closed in time");
    String::from_utf8(all).unwrap()
}

/// The first line of the answer that comes.
async fn status(stream: &mut TcpStream) -> String {
    let mut head = vec![0; 4_096];
    let read = timeout(LONG, stream.read(&mut head)).await.expect("it answers in time").unwrap();
    String::from_utf8_lossy(&head[..read]).lines().next().unwrap_or_default().to_owned()
}

async fn works(door: &Listening) {
    let mut stream = connected(door).await;
    stream.write_all(ALIVE.as_bytes()).await.unwrap();
    assert_eq!(status(&mut stream).await, "HTTP/1.1 200 OK");
}

fn post(body: &str, length: usize) -> String {
    format!(
        "POST /graphql HTTP/1.1\r\nHost: vitrine\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{body}",
        token(Role::Cs)
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_or_too_large_headers_are_431() {
    let door = TestDoor::new().await.listening(Bounds::default()).await;
    let many = |headers: usize| {
        let headers: String = (0..headers).map(|number| format!("x-{number}: 1\r\n")).collect();
        format!("GET /healthz HTTP/1.1\r\nHost: vitrine\r\n{headers}\r\n")
    };
    for (request, line) in [
        (many(90), "HTTP/1.1 200 OK"),
        (many(101), "HTTP/1.1 431 Request Header Fields Too Large"),
        (format!("GET /healthz HTTP/1.1\r\nHost: vitrine\r\nx: {}\r\n\r\n", "x".repeat(60_000)), "HTTP/1.1 200 OK"),
        (format!("GET /healthz HTTP/1.1\r\nx: {}", "x".repeat(70_000)), "HTTP/1.1 431 Request Header Fields Too Large"),
    ] {
        let mut stream = connected(&door).await;
        stream.write_all(request.as_bytes()).await.unwrap();
        assert_eq!(status(&mut stream).await, line);
    }
    // Whoever goes on sending may be cut off before the answer is read.
    for request in [many(10_000), format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(1 << 20))] {
        let mut stream = connected(&door).await;
        let _cut = stream.write_all(request.as_bytes()).await;
        let answer = rest(&mut stream).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
        works(&door).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_head_that_comes_too_slowly_is_given_up() {
    let door = impatient().await;
    let mut stream = connected(&door).await;
    let begun = Instant::now();
    let mut letters = "GET /healthz HTTP/1.1\r\nx: ".bytes().chain(std::iter::repeat(b'x'));
    let mut answer = [0; 256];
    loop {
        match timeout(Duration::from_millis(20), stream.read(&mut answer)).await {
            Ok(Ok(read)) if read > 0 => {}
            Ok(_) => break,
            Err(_) if stream.write_all(&[letters.next().unwrap()]).await.is_err() => break,
            Err(_) => assert!(begun.elapsed() < LONG, "it goes on"),
        }
    }
    assert!(begun.elapsed() >= SILENCE);
    works(&door).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_connection_is_closed() {
    let door = impatient().await;
    // Nothing at all, half a head, the beginning of HTTP/2, a head whose body does not come.
    for said in ["", "GET /healthz HTTP/1.1\r\nHost:", "PRI * HTTP/2.0\r\n", &post("{\"query\"", 100)] {
        let mut stream = connected(&door).await;
        stream.write_all(said.as_bytes()).await.unwrap();
        let answer = rest(&mut stream).await;
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{said}: {answer}");
    }
    // One that has been answered, and stays open for nothing.
    let mut stream = connected(&door).await;
    stream.write_all(ALIVE.as_bytes()).await.unwrap();
    assert!(rest(&mut stream).await.ends_with("ok\n"));
    works(&door).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_does_not_read_its_answers_is_cut_off() {
    let door = impatient().await;
    let mut stream = connected(&door).await;
    let begun = Instant::now();
    let asks = "GET / HTTP/1.1\r\nHost: vitrine\r\n\r\n".repeat(1_000);
    while let Ok(Ok(())) = timeout(LONG, stream.write_all(asks.as_bytes())).await {
        assert!(begun.elapsed() < LONG, "it takes everything");
    }
    assert!(begun.elapsed() < LONG);
    works(&door).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_leaves_ends_its_request() {
    let manners = Manners { at_once: 1, wait: Duration::ZERO, ..Manners::default() };
    let door = TestDoor::with(manners).await.listening(Bounds::default()).await;
    let slow = r#"{"query":"{ slow }"}"#;
    let quick = r#"{"query":"{ __typename }"}"#;
    let mut leaves = connected(&door).await;
    leaves.write_all(post(slow, slow.len()).as_bytes()).await.unwrap();
    let asked = async || {
        let mut stream = connected(&door).await;
        stream.write_all(post(quick, quick.len()).as_bytes()).await.unwrap();
        status(&mut stream).await
    };
    let begun = Instant::now();
    while asked().await != "HTTP/1.1 503 Service Unavailable" {
        assert!(begun.elapsed() < LONG, "it never took the only place");
    }
    drop(leaves);
    while asked().await != "HTTP/1.1 200 OK" {
        assert!(begun.elapsed() < LONG, "it goes on though nobody waits for it");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn beyond_the_bound_a_connection_waits_for_its_turn() {
    let door = TestDoor::new().await.listening(Bounds { connections: 2, wait: LONG, ..Bounds::default() }).await;
    let slow = post(r#"{"query":"{ slow }"}"#, 20);
    let (mut first, mut second) = (connected(&door).await, connected(&door).await);
    for stream in [&mut first, &mut second] {
        // It has a place, and then something under way.
        stream.write_all(ALIVE.as_bytes()).await.unwrap();
        assert_eq!(status(stream).await, "HTTP/1.1 200 OK");
        stream.write_all(slow.as_bytes()).await.unwrap();
    }
    for stream in [&mut first, &mut second] {
        assert!(timeout(SILENCE, stream.read(&mut [0; 1])).await.is_err(), "it is answered");
    }
    let mut third = connected(&door).await;
    third.write_all(post(r#"{"query":"{ __typename }"}"#, 26).as_bytes()).await.unwrap();
    let mut byte = [0; 1];
    assert!(timeout(SILENCE, third.read(&mut byte)).await.is_err(), "it is served though there is no room");
    drop(first);
    assert_eq!(status(&mut third).await, "HTTP/1.1 200 OK");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_ends_silent_connections_and_answers_the_others() {
    let door = TestDoor::new().await.listening(Bounds::default()).await;
    let mut silent = connected(&door).await;
    silent.write_all(ALIVE.as_bytes()).await.unwrap();
    assert_eq!(status(&mut silent).await, "HTTP/1.1 200 OK");
    let body = r#"{"query":"{ __typename }"}"#;
    let mut begun = connected(&door).await;
    begun.write_all(post(&body[..10], body.len()).as_bytes()).await.unwrap();
    works(&door).await;
    let stopped = door.stop();
    assert_eq!(rest(&mut silent).await, "");
    begun.write_all(&body.as_bytes()[10..]).await.unwrap();
    assert_eq!(status(&mut begun).await, "HTTP/1.1 200 OK");
    timeout(LONG, stopped).await.expect("it ends").unwrap();
}
