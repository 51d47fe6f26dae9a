//! More than a server can take: places, bytes of bodies, values, answers that nobody takes. What is beyond is refused, memory
//! stays bounded, and a moment later all is as before.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::http::Method;
use entity::enums::Role;
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;
use tokio::sync::oneshot;
use vitrine::http::{Bounds, Manners};

use crate::common::TestDatabase;
use crate::common::server::{self, Server};
use crate::door::{Listening, TestDoor, request, token};

const LONG: Duration = Duration::from_secs(30);
/// Letters of an answer that no buffer of a connection holds.
const MUCH: usize = 24 << 20;

/// A connection of a client that has room for little, after it has asked.
async fn asked(door: &Listening, document: &str) -> tokio::net::TcpStream {
    asked_in(door, document, "identity").await
}

async fn asked_in(door: &Listening, document: &str, coding: &str) -> tokio::net::TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4_096).unwrap();
    let mut stream = socket.connect(door.address).await.unwrap();
    let body = json!({ "query": document }).to_string();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nHost: vitrine\r\nAuthorization: Bearer {}\r\nContent-Type: application/json\r\n\
         Accept-Encoding: {coding}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        token(Role::Cs),
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).await.unwrap();
    stream
}

async fn answer(mut stream: tokio::net::TcpStream) -> String {
    let mut all = Vec::new();
    let read = tokio::time::timeout(LONG, stream.read_to_end(&mut all)).await;
    let _cut_off = read.expect("it ends in time");
    String::from_utf8(all).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_keeps_its_place_until_it_is_taken_or_its_time_is_up() {
    let manners = Manners {
        at_once: 1,
        wait: Duration::ZERO,
        taken: Duration::from_secs(2),
        answer: 2 * MUCH,
        ..Manners::default()
    };
    let door = TestDoor::with(manners).await.listening(Bounds::default()).await;
    let much = format!("{{ long(letters: {MUCH}) }}");
    let status = async || answer(asked(&door, "{ __typename }").await).await[..12].to_owned();
    let until = async |wanted: &str| {
        let begun = Instant::now();
        while status().await != wanted {
            assert!(begun.elapsed() < LONG, "it does not come to {wanted}");
        }
    };
    // Whoever takes it gets it whole, and leaves the place.
    let taken = answer(asked(&door, &much).await).await;
    assert!(taken.starts_with("HTTP/1.1 200"), "{}", &taken[..100]);
    assert!(
        taken.to_ascii_lowercase().contains(&format!("content-length: {}\r\n", MUCH + r#"{"data":{"long":""}}"#.len()))
    );
    assert!(taken.ends_with("x\"}}"));
    until("HTTP/1.1 200").await;
    // Whoever does not has the only place for a time.
    let begun = Instant::now();
    let slow = asked(&door, &much).await;
    until("HTTP/1.1 503").await;
    until("HTTP/1.1 200").await;
    assert!(begun.elapsed() >= Duration::from_secs(2));
    let cut = answer(slow).await;
    assert!(cut.starts_with("HTTP/1.1 200") && cut.len() < MUCH, "{} bytes came", cut.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_answer_is_compressed_for_who_takes_that() {
    let door = TestDoor::new().await.listening(Bounds::default()).await;
    let mut stream = asked_in(&door, "{ long(letters: 1000000) }", "gzip").await;
    let mut all = Vec::new();
    tokio::time::timeout(LONG, stream.read_to_end(&mut all)).await.unwrap().unwrap();
    let end = all.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(all[..end].to_vec()).unwrap().to_ascii_lowercase();
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(head.contains("\r\ncontent-encoding: gzip") && !head.contains("content-length"), "{head}");
    assert!(all.len() < 20_000 && all.ends_with(b"\r\n0\r\n\r\n"), "{} bytes", all.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn large_bodies_wait_for_their_like_alone() {
    let door = TestDoor::with(Manners { bodies: 0, upsert_body: 1 << 20, ..Manners::default() }).await;
    let bearer = format!("Bearer {}", token(Role::Cs));
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let large = Bytes::from(json!({"query": "{ __typename }", "other": "x".repeat(900_000)}).to_string());
    let (go_on, waits) = oneshot::channel::<()>();
    let (first, last) = (large.slice(..large.len() - 1), large.slice(large.len() - 1..));
    let rest = stream::once(async move {
        waits.await.unwrap();
        last
    });
    let body = Body::from_stream(stream::iter([first]).chain(rest).map(Ok::<_, std::io::Error>));
    let held = async { door.send(request(Method::POST, "/graphql", &headers, String::new()).map(|_| body)).await };
    let others = async {
        let begun = Instant::now();
        let ask = async |body: &Bytes| door.post(Role::Cs, String::from_utf8(body.to_vec()).unwrap(), &[]).await;
        loop {
            let refused = ask(&large).await;
            if refused.status == 503 {
                assert_eq!((refused.code().as_str(), refused.header("retry-after")), ("RATE_LIMITED", "1"));
                break;
            }
            assert!(begun.elapsed() < LONG, "there is room for two");
            // The one that has the room goes on in the same task.
            tokio::task::yield_now().await;
        }
        assert_eq!(door.ask(Role::Cs, "{ __typename }").await.status, 200);
        go_on.send(()).unwrap();
        while ask(&large).await.status != 200 {
            assert!(begun.elapsed() < LONG, "the room is not given back");
            tokio::task::yield_now().await;
        }
    };
    let (held, ()) = tokio::join!(held, others);
    assert_eq!(held.status, 200, "{}", held.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn values_are_counted() {
    let door = TestDoor::new().await;
    let ask = async |document: &str, values: usize| {
        let list = vec!["{}"; values].join(",");
        let body = format!(r#"{{"query":{},"variables":{{"a":[{list}]}}}}"#, Value::from(document));
        let begun = Instant::now();
        let reply = door.post(Role::Admin, body, &[]).await;
        assert!(begun.elapsed() < LONG);
        format!("{} {}", reply.status.as_u16(), reply.code())
    };
    let (query, mutation) = ("{ __typename }", "mutation { requestOpen(title: \"x\") { key } }");
    assert_eq!(ask(query, 14_990).await, "200 ");
    assert_eq!(ask(query, 15_000).await, "400 QUERY_TOO_COMPLEX");
    assert_eq!(ask(mutation, 199_000).await, "200 ");
    assert_eq!(ask(mutation, 200_000).await, "400 QUERY_TOO_COMPLEX");
    assert_eq!(ask(mutation, 2_700_000).await, "400 QUERY_TOO_COMPLEX");
}

/// Places of the server that is overrun.
const PLACES: usize = 8;
/// MiB that it may take beside what it takes idle.
const MEMORY: u64 = 400;

#[test]
#[cfg(target_os = "linux")]
fn a_server_that_is_overrun_refuses_stays_small_and_recovers() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let database = runtime.block_on(TestDatabase::sqlite());
    let places = PLACES.to_string();
    let server =
        Server::start_with(&database.url, &[("VITRINE_REQUESTS_AT_ONCE", &places), ("VITRINE_TIMEOUT_SECONDS", "60")]);
    let admin = server::token(&["--role", "ADMIN", "--sub", "ada"]);
    let account = json!({"system": "crm", "records": [{"externalId": "a", "name": "Acme", "status": "CUSTOMER"}]});
    let upsert = |kind: &str| {
        let input = kind[..1].to_uppercase() + &kind[1..];
        format!("mutation($input: {input}UpsertInput!) {{ {kind}Upsert(input: $input) {{ results {{ outcome }} }} }}")
    };
    let made = server.client(&admin).post(&upsert("accounts"), &json!({"input": account}), None).unwrap();
    assert_eq!(made["data"]["accountsUpsert"]["results"][0]["outcome"], "CREATED", "{made}");
    let ticket = |number: usize| {
        json!({"externalId": number.to_string(), "account": {"system": "crm", "id": "a"}, "subject": "x".repeat(7_000),
               "severity": "SEV3", "openedAt": "2026-01-05T10:00:00Z"})
    };
    let tickets = json!({"system": "desk", "records": (0..1_000).map(ticket).collect::<Vec<_>>()});
    let long = json!({"query": upsert("tickets"), "variables": {"input": tickets}}).to_string();
    let filter = "query($f: AccountFilter) { accounts(filter: $f) { nodes { id } } }";
    let many = format!(r#"{{"query":"{filter}","variables":{{"f":{{"and":[{}]}}}}}}"#, vec!["{}"; 2_700_000].join(","));
    let read = json!({"query": "{ accounts { nodes { id name } } }"}).to_string();
    let before = server.most_memory();
    let mut outcomes = std::collections::BTreeMap::<String, usize>::new();
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..2 * PLACES)
            .map(|number| {
                let (body, server, admin) = ([&long, &many, &read][number % 3], &server, &admin);
                scope.spawn(move || (0..4).map(|_| posted(server.port(), admin, body)).collect::<Vec<_>>())
            })
            .collect();
        for outcome in clients.into_iter().flat_map(|client| client.join().unwrap()) {
            *outcomes.entry(outcome).or_default() += 1;
        }
    });
    let more = (server.most_memory() - before) / 1_024;
    eprintln!("{more} MiB more, {outcomes:?}");
    assert!(more < MEMORY, "{more} MiB more, {outcomes:?}");
    let known = ["200", "400", "503 RATE_LIMITED 1"];
    assert!(outcomes.keys().all(|outcome| known.contains(&outcome.as_str())), "{outcomes:?}");
    assert!(known.iter().all(|outcome| outcomes.contains_key(*outcome)), "{outcomes:?}");
    let begun = Instant::now();
    assert_eq!(posted(server.port(), &admin, &read), "200");
    assert!(begun.elapsed() < Duration::from_secs(5));
}

/// The status, and of a refusal its code and when to come back.
fn posted(port: u16, token: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(2 * LONG)).unwrap();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nHost: vitrine\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Accept: application/graphql-response+json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    // Whoever is refused may have its answer before it has sent everything.
    let _cut = stream.write_all(body.as_bytes());
    let mut answer = String::new();
    let _cut = stream.read_to_string(&mut answer);
    let (head, text) = answer.split_once("\r\n\r\n").unwrap_or_default();
    let status = head.get(9..12).unwrap_or_default().to_owned();
    if status != "503" {
        return status;
    }
    let after = head.lines().find_map(|line| line.strip_prefix("retry-after: ")).unwrap_or_default();
    let body: Value = serde_json::from_str(text).unwrap();
    format!("503 {} {after}", body["errors"][0]["extensions"]["code"].as_str().unwrap())
}
