//! Attacks on the door: each gets an honest answer in bounded time, and the next request works.

mod callers;
mod cursors;
mod demo_door;
mod large;
mod leaks;
mod marked;
mod names;
mod null;
#[cfg(unix)]
mod private;
mod references;
mod restored;
mod shares;
mod silence;
mod stamps;
mod unfit;
pub mod words;

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Method, Request};
use entity::enums::Role;
use serde_json::{Value, json};

use crate::common::each_engine;
use crate::common::world::World;
use crate::door::{HOST, Reply, TestDoor, token};

/// What an answer may take in an unoptimised build.
const SOON: Duration = Duration::from_secs(10);
/// Bytes of an answer to an attack, at most.
const SHORT: usize = 32 << 10;

/// Sends these bytes as they are.
async fn send(door: &TestDoor, body: Vec<u8>) -> Reply {
    let request = Request::builder()
        .method(Method::POST)
        .uri("/graphql")
        .header("host", HOST)
        .header("authorization", format!("Bearer {}", token(Role::Cs)))
        .header("content-type", "application/json")
        .header("accept", "application/graphql-response+json");
    door.send(request.body(Body::from(body)).unwrap()).await
}

/// What it answers, as `STATUS CODE`; in time, not much, at most 20 errors, and the next request works.
async fn answer(door: &TestDoor, what: &str, body: impl Into<Vec<u8>>) -> String {
    let begun = Instant::now();
    let reply = send(door, body.into()).await;
    let took = begun.elapsed();
    assert!(took < SOON, "{what} took {took:?}");
    assert!(reply.text.len() < SHORT, "{what}: {} bytes", reply.text.len());
    let errors = reply.json()["errors"].as_array().cloned().unwrap_or_default();
    assert!(errors.len() <= 20, "{what}");
    assert!(errors.iter().all(|error| error["extensions"]["code"].is_string()), "{what}: {}", reply.text);
    let next = door.ask(Role::Cs, "{ viewer { subject } }").await;
    assert_eq!(next.json()["data"]["viewer"]["subject"], "test-cs", "after {what}");
    format!("{} {}", reply.status.as_u16(), reply.code()).trim().to_owned()
}

fn document(text: &str) -> Vec<u8> {
    json!({"query": text}).to_string().into_bytes()
}

fn with(text: &str, variables: &str) -> Vec<u8> {
    format!(r#"{{"query":{},"variables":{variables}}}"#, Value::from(text)).into_bytes()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies() {
    let door = TestDoor::new().await;
    let deep = |open: &str, close: &str, levels: usize| format!("{}1{}", open.repeat(levels), close.repeat(levels));
    let one = r#"{"query":"{__typename}"}"#;
    let bad = "400 BAD_USER_INPUT";
    let mut wrong = Vec::new();
    for (what, body, expected) in [
        ("nothing", Vec::new(), bad),
        ("a number", b"1".to_vec(), bad),
        ("half an object", b"{\"query\":\"{__typename}\"".to_vec(), bad),
        ("two objects", [one, one].concat().into_bytes(), bad),
        ("a batch", format!("[{one},{one}]").into_bytes(), bad),
        ("a batch of many", format!("[{}]", vec![one; 10_000].join(",")).into_bytes(), bad),
        ("an empty batch", b"[]".to_vec(), bad),
        ("deep lists", deep("[", "]", 400_000).into_bytes(), bad),
        ("deep objects", deep("{\"a\":", "}", 100_000).into_bytes(), bad),
        (
            "a deep member that is passed over",
            format!("{{\"x\":{},\"query\":\"{{__typename}}\"}}", deep("[", "]", 200_000)).into_bytes(),
            "200",
        ),
        ("deep variables", with("{__typename}", &format!("{{\"a\":{}}}", deep("[", "]", 200_000))), bad),
        ("the document twice", br#"{"query":"{__typename}","query":"{viewer{subject}}"}"#.to_vec(), bad),
        ("variables twice", br#"{"query":"{__typename}","variables":{},"variables":{}}"#.to_vec(), bad),
        ("UTF-8 that is cut", b"{\"query\":\"{__typename}\xc3\"}".to_vec(), bad),
        ("UTF-8 that is too long", b"{\"query\":\"{__typename}\xc0\xaf\"}".to_vec(), bad),
        ("a surrogate in UTF-8", b"{\"query\":\"{__typename}\xed\xa0\x80\"}".to_vec(), bad),
        ("UTF-16", "{\"query\":\"{__typename}\"}".encode_utf16().flat_map(u16::to_le_bytes).collect(), bad),
        ("a surrogate alone", br#"{"query":"{__typename}","variables":{"a":"\ud800"}}"#.to_vec(), bad),
        ("a number beyond all", with("{__typename}", "{\"a\":1e999}"), bad),
        (
            "a member of many that are passed over",
            format!("{{{}\"query\":\"{{__typename}}\"}}", "\"x\":1,".repeat(100_000)).into_bytes(),
            "200",
        ),
        ("a document of another kind", br#"{"query":{"a":1}}"#.to_vec(), bad),
        ("variables of another kind", br#"{"query":"{__typename}","variables":[]}"#.to_vec(), bad),
        ("a name of another kind", br#"{"query":"{__typename}","operationName":1}"#.to_vec(), bad),
        (
            "a long name",
            format!(r#"{{"query":"{{__typename}}","operationName":"{}"}}"#, "x".repeat(500_000)).into_bytes(),
            bad,
        ),
    ] {
        let answered = answer(&door, what, body).await;
        if answered != expected {
            wrong.push(format!("{what}: {answered}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    for coding in ["gzip", "deflate", "br", "zstd", "gzip, gzip"] {
        assert_eq!(door.post(Role::Cs, one, &[("content-encoding", coding)]).await.status, 415, "{coding}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::too_many_lines, reason = "it is a list")]
async fn documents() {
    let door = TestDoor::new().await;
    let bad = "400 BAD_USER_INPUT";
    let parse = "400 GRAPHQL_PARSE_FAILED";
    let invalid = "400 GRAPHQL_VALIDATION_FAILED";
    let complex = "400 QUERY_TOO_COMPLEX";
    let many = |part: fn(usize) -> String, times: usize| (0..times).map(part).collect::<String>();
    let by = "account(by: {id: \"a\"})";
    let mut wrong = Vec::new();
    for (what, text, expected) in [
        ("a NUL", "{ __typename \0 }".to_owned(), parse),
        ("a byte order mark", "\u{feff}{ __typename }".to_owned(), "200"),
        ("a NUL in a string", format!("{{ account(by: {{id: \"{}\"}}) {{ id }} }}", "\\u0000"), "400 BAD_USER_INPUT"),
        ("a surrogate alone", "{ account(by: {id: \"\\ud800\"}) { id } }".to_owned(), parse),
        ("a string without an end", format!("{{ account(by: {{id: \"{}", "x".repeat(500_000)), parse),
        ("a block string without an end", format!("{{ account(by: {{id: \"\"\"{}", "x\n".repeat(200_000)), parse),
        ("a long string", format!("{{ account(by: {{domain: \"{}\"}}) {{ id }} }}", "x".repeat(900_000)), bad),
        (
            "a long string within its bound",
            format!("{{ account(by: {{domain: \"{}\"}}) {{ id }} }}", "x".repeat(1_000)),
            "200",
        ),
        (
            "a block string of many lines",
            format!("{{ account(by: {{domain: \"\"\"{}\"\"\"}}) {{ id }} }}", " x\n".repeat(200_000)),
            bad,
        ),
        ("a long name", format!("{{ {} }}", "x".repeat(900_000)), invalid),
        ("a long number", format!("{{ accounts(first: {}) {{ nodes {{ id }} }} }}", "9".repeat(500_000)), invalid),
        (
            "a long fraction",
            format!("{{ accounts(filter: {{mrr: {{gt: 0.{}}}}}) {{ nodes {{ id }} }} }}", "1".repeat(500_000)),
            "200",
        ),
        ("a number beyond all", "{ accounts(filter: {mrr: {gt: 1e999}}) { nodes { id } } }".to_owned(), invalid),
        ("a long comment", format!("{{ __typename }} #{}", "x".repeat(1_000_000)), "200"),
        ("many comments", format!("{{ __typename }}{}", "#\n".repeat(300_000)), parse),
        ("many commas", format!("{{ __typename {} }}", ",".repeat(900_000)), parse),
        ("one field many times", format!("{{ {} }}", "__typename ".repeat(3_000)), complex),
        ("one field with fields many times", format!("{{ {} }}", "viewer { subject } ".repeat(1_200)), complex),
        (
            "fields in conflict",
            format!(
                "{{ {by} {{ {} }} }}",
                many(|number| format!("a: name @skip(if: {}) ", number % 2 == 0), 700) + "a: id"
            ),
            invalid,
        ),
        ("many aliases", format!("{{ {by} {{ {} }} }}", many(|number| format!("a{number}: name "), 1_500)), complex),
        ("many names", format!("{{ {} }}", many(|number| format!("x{number} "), 5_000)), invalid),
        ("one directive many times", format!("{{ __typename {} }}", "@skip(if: false) ".repeat(900)), invalid),
        ("unknown directives", format!("{{ __typename {} }}", many(|number| format!("@x{number} "), 2_400)), invalid),
        (
            "many arguments",
            format!("{{ accounts({}) {{ nodes {{ id }} }} }}", many(|number| format!("x{number}: 1 "), 1_500)),
            invalid,
        ),
        (
            "an argument many times",
            format!("{{ accounts({}) {{ nodes {{ id }} }} }}", "first: 1 ".repeat(1_500)),
            invalid,
        ),
        (
            "a list of many",
            format!("{{ accounts(filter: {{and: [{}]}}) {{ nodes {{ id }} }} }}", "{} ".repeat(2_400)),
            bad,
        ),
        (
            "an object of many",
            format!("{{ account(by: {{{}}}) {{ id }} }}", many(|number| format!("x{number}: 1 "), 1_500)),
            invalid,
        ),
        (
            "deep values of a directive",
            format!("{{ __typename @skip(if: {}{}) }}", "[".repeat(5_000), "]".repeat(5_000)),
            parse,
        ),
        (
            "a deep default",
            format!("query($a: [Int] = {}{}) {{ __typename }}", "[".repeat(5_000), "]".repeat(5_000)),
            parse,
        ),
        (
            "many variables",
            format!("query({}) {{ __typename }}", many(|number| format!("$v{number}: Int "), 1_200)),
            invalid,
        ),
        ("many operations", many(|number| format!("query Q{number} {{ __typename }} "), 1_000), "400 BAD_USER_INPUT"),
        (
            "many fragments",
            format!(
                "{{ __typename }} {}",
                many(|number| format!("fragment F{number} on Query {{ __typename }} "), 900)
            ),
            invalid,
        ),
        (
            "a long circle of fragments",
            format!(
                "{{ ...F0 }} {}",
                many(|number| format!("fragment F{number} on Query {{ ...F{} }} ", (number + 1) % 700), 700)
            ),
            invalid,
        ),
        ("a fragment of itself", "{ ...F } fragment F on Query { ...F ...F }".to_owned(), invalid),
        (
            "a star of fragments",
            format!("{{ {} }} fragment F on Query {{ {} }}", "...F ".repeat(2_000), "__typename ".repeat(2_000)),
            complex,
        ),
        ("types in a request", many(|number| format!("type T{number} {{ a: Int }} "), 900), invalid),
        (
            "a circle of introspection",
            "{ __schema { types { ...T } } } fragment T on __Type { fields { type { ...T } } }".to_owned(),
            invalid,
        ),
        (
            "introspection of introspection",
            format!("{{ __schema {{ types {{ {} name {} }} }} }}", "fields { type { ".repeat(6), "} }".repeat(6)),
            complex,
        ),
        (
            "introspection along the types",
            format!("{{ __type(name: \"Query\") {{ {} name {} }} }}", "ofType { ".repeat(30), "}".repeat(30)),
            complex,
        ),
        ("a subscription", "subscription { __typename }".to_owned(), invalid),
        ("nothing but an end", "}".to_owned(), parse),
        ("letters of other scripts", "{ ｆｉｅｌｄ }".to_owned(), parse),
    ] {
        let answered = answer(&door, what, document(&text)).await;
        if answered != expected {
            wrong.push(format!("{what}: {answered}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn variables() {
    let door = TestDoor::new().await;
    let filter = "query($f: AccountFilter) { accounts(filter: $f) { nodes { id } } }";
    let by = "query($by: AccountBy!) { account(by: $by) { id } }";
    let page = "query($n: Int) { accounts(first: $n) { nodes { id } } }";
    let nested = |levels: usize| format!("{{\"f\":{}{{}}{}}}", "{\"and\":[".repeat(levels), "]}".repeat(levels));
    let complex = "400 QUERY_TOO_COMPLEX";
    let bad = "400 BAD_USER_INPUT";
    let mut wrong = Vec::new();
    for (what, text, variables, expected) in [
        ("an object in an object", filter, nested(50), "200"),
        ("objects deeper than JSON may be", filter, nested(100), bad),
        ("an object as a list of itself", filter, nested(1).replace("[{}]", "{}"), "200"),
        ("a list of many", filter, format!("{{\"f\":{{\"and\":[{}{{}}]}}}}", "{},".repeat(100_000)), complex),
        ("a list of some", filter, format!("{{\"f\":{{\"and\":[{}{{}}]}}}}", "{},".repeat(14_000)), bad),
        ("a list within its bound", filter, format!("{{\"f\":{{\"and\":[{}{{}}]}}}}", "{},".repeat(99)), "200"),
        (
            "an object of many",
            by,
            format!(
                "{{\"by\":{{{}\"id\":\"a\"}}}}",
                (0..14_000).map(|number| format!("\"x{number}\":1,")).collect::<String>()
            ),
            bad,
        ),
        ("a long text", by, format!("{{\"by\":{{\"domain\":\"{}\"}}}}", "x".repeat(900_000)), bad),
        ("a long key", by, format!("{{\"by\":{{\"{}\":1}}}}", "x".repeat(900_000)), bad),
        ("a long text of a wrong kind", page, format!("{{\"n\":\"{}\"}}", "x".repeat(900_000)), bad),
        ("a long number", page, format!("{{\"n\":{}}}", "9".repeat(300)), bad),
        ("a fraction", page, "{\"n\":1.5}".to_owned(), bad),
        ("more than 32 bits", page, "{\"n\":2147483648}".to_owned(), bad),
        (
            "many that nobody asked for",
            "{__typename}",
            format!("{{{}\"x\":1}}", (0..50_000).map(|number| format!("\"x{number}\":1,")).collect::<String>()),
            complex,
        ),
        ("a name of the language", page, "{\"__proto__\":{\"n\":1},\"constructor\":1,\"n\":1}".to_owned(), "200"),
    ] {
        let answered = answer(&door, what, with(text, &variables)).await;
        if answered != expected {
            wrong.push(format!("{what}: {answered}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_and_queries_in_the_address() {
    let door = TestDoor::new().await;
    let one = r#"{"query":"{__typename}"}"#;
    for forged in [
        "x".repeat(60_000),
        format!("{}.{}.{}", "e".repeat(20_000), "e".repeat(20_000), "e".repeat(20_000)),
        ".".repeat(60_000),
    ] {
        let bearer = format!("Bearer {forged}");
        assert_eq!(door.post(Role::Cs, one, &[("authorization", &bearer)]).await.status, 401);
    }
    let bearer = format!("Bearer {}", token(Role::Cs));
    let headers = [("authorization", bearer.as_str())];
    for (query, status) in [
        (format!("query={}", "%7B".repeat(15_000)), 200),
        (format!("query={}", "&query=".repeat(5_000)), 400),
        ("query=%7B__typename%7D&variables=%ff%fe".to_owned(), 400),
        ("query=%7B__typename%7D&query=%7B__typename%7D".to_owned(), 400),
        (format!("query=%7B__typename%7D&variables={}", "%5B".repeat(15_000)), 400),
        ("query=%00".to_owned(), 200),
    ] {
        let reply = door.get(&format!("/graphql?{query}"), &headers).await;
        let head: String = query.chars().take(40).collect();
        assert_eq!(reply.status, status, "{head}");
        assert!(!reply.code().is_empty(), "{head}");
    }
    for path in
        ["/graphql/..%2f..%2fetc", "/explorer/..%2f..%2fCargo.toml", "/explorer/%00", "/graphql/sha256:zz", "//graphql"]
    {
        let reply = door.get(path, &headers).await;
        assert!(reply.status.is_client_error(), "{path}: {}", reply.status);
    }
    assert_eq!(door.ask(Role::Cs, "{ __typename }").await.status, 200);
}

each_engine! {
    /// The character that PostgreSQL stores in no text: where a lookup or a filter meets it, nothing is found.
    async fn a_nul_finds_nothing(database) {
        let world = World::new(database).await;
        let cleo = world.actor(Role::Cs);
        let account = "query($by: AccountBy!) { account(by: $by) { id } }";
        for by in [json!({"id": "\0"}), json!({"domain": "a\0b"}), json!({"externalId": {"system": "\0", "id": "\0"}})] {
            let answer = cleo.gql(account, json!({"by": by})).await;
            assert_eq!(answer.body["data"]["account"], Value::Null, "{by}");
            assert!(!answer.errors().iter().any(|error| error.starts_with("INTERNAL")), "{by}: {:#}", answer.body);
        }
        for filter in [json!({"name": {"contains": "\0"}}), json!({"name": {"eq": "a\0"}}), json!({"name": {"in": ["\0"]}})] {
            let list = "query($f: AccountFilter) { accounts(filter: $f) { nodes { id } } }";
            let answer = cleo.gql(list, json!({"f": filter})).await;
            assert!(!answer.errors().iter().any(|error| error.starts_with("INTERNAL")), "{filter}: {:#}", answer.body);
        }
        for query in ["{ node(id: \"\\u0000\") { id } }", "{ accounts(after: \"\\u0000\") { nodes { id } } }"] {
            let answer = cleo.gql(query, json!({})).await;
            assert!(!answer.errors().iter().any(|error| error.starts_with("INTERNAL")), "{query}: {:#}", answer.body);
        }
    }
}
