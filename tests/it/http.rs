//! GraphQL over HTTP: methods, media types, statuses, and what never leaves.

use std::time::Duration;

use axum::body::Body;
use axum::http::Method;
use entity::enums::Role;
use serde_json::json;
use sha2::Digest;
use vitrine::gate::Limits;
use vitrine::http::{Manners, Pace};

use crate::door::{TestDoor, request, token};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_media_type_decides_the_status_of_a_request_error() {
    let door = TestDoor::new().await;
    let newer = "application/graphql-response+json; charset=utf-8";
    let older = "application/json; charset=utf-8";
    for (accept, body, status, content_type) in [
        ("", r#"{"query":"{__typename}"}"#, 200, older),
        ("*/*", r#"{"query":"{__typename}"}"#, 200, older),
        ("application/json", r#"{"query":"{nope}"}"#, 200, older),
        ("application/json", r#"{"query":"{"}"#, 200, older),
        ("application/json", r#"{"query":"#, 400, older),
        ("application/json", r#"{"qeury":"{__typename}"}"#, 400, older),
        ("application/graphql-response+json", r#"{"query":"{__typename}"}"#, 200, newer),
        ("application/graphql-response+json", r#"{"query":"{nope}"}"#, 400, newer),
        ("application/graphql-response+json", r#"{"query":"{"}"#, 400, newer),
        ("application/graphql-response+json", r#"[{"query":"{__typename}"}]"#, 400, newer),
        ("application/graphql-response+json", r#"{"query":"{__typename}","variables":[1]}"#, 400, newer),
        ("application/graphql-response+json", r#"{"query":"{__typename}","operationName":1}"#, 400, newer),
        ("application/graphql-response+json", r#"{"query":"{__typename}","extensions":"x"}"#, 400, newer),
        ("application/graphql-response+json", r#"{"query":"{__typename}","variables":null,"more":1}"#, 200, newer),
        ("application/json;q=0.5, application/graphql-response+json", r#"{"query":"{nope}"}"#, 400, newer),
        ("image/png", r#"{"query":"{__typename}"}"#, 406, older),
    ] {
        let reply = door.post(Role::Cs, body, &[("accept", accept)]).await;
        assert_eq!(reply.status, status, "{accept} {body}: {}", reply.text);
        assert_eq!(reply.header("content-type"), content_type, "{accept} {body}");
        assert_eq!(reply.header("cache-control"), "private, no-store");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("x-request-id").len(), 32);
        if status >= 400 {
            assert!(reply.json().get("data").is_none());
            assert!(!reply.code().is_empty());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_json_is_taken() {
    let door = TestDoor::new().await;
    let body = r#"{"query":"{__typename}"}"#;
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""] {
        let reply = door.post(Role::Cs, body, &[("content-type", content_type)]).await;
        assert_eq!(reply.status, 415, "{content_type}");
    }
    assert_eq!(door.post(Role::Cs, body, &[("content-encoding", "gzip")]).await.status, 415);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_has_a_bound_that_depends_on_who_sends_it() {
    let door = TestDoor::new().await;
    let body = |bytes: usize| json!({"query": "{__typename}", "padding": "x".repeat(bytes)}).to_string();
    assert_eq!(door.post(Role::Cs, body(1_000_000), &[]).await.status, 200);
    assert_eq!(door.post(Role::Cs, body(1_100_000), &[]).await.status, 413);
    assert_eq!(door.post(Role::Admin, body(8_000_000), &[]).await.status, 200);
    assert_eq!(door.post(Role::Integration, body(8_000_000), &[]).await.status, 200);
    assert_eq!(door.post(Role::Admin, body(8_400_000), &[]).await.status, 413);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn get_runs_queries_alone() {
    let door = TestDoor::new().await;
    let bearer = format!("Bearer {}", token(Role::Cs));
    let headers = [("authorization", bearer.as_str()), ("accept", "application/graphql-response+json")];
    let query = "/graphql?query=query%20A%7Ba%3A__typename%7Dquery%20B%7Bb%3A__typename%7D&operationName=B&variables=&extensions=";
    assert_eq!(door.get(query, &headers).await.json(), json!({"data": {"b": "Query"}}));
    let mutation = door.get("/graphql?query=mutation%7B__typename%7D", &headers).await;
    assert_eq!((mutation.status.as_u16(), mutation.header("allow")), (405, "POST"));
    assert_eq!(door.get("/graphql", &headers).await.status, 400);
    assert_eq!(door.get("/graphql?query=%7B__typename%7D&variables=%7B", &headers).await.status, 400);
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        let reply = door.send(request(method, "/graphql", &headers, "{}".to_owned())).await;
        assert_eq!((reply.status.as_u16(), reply.header("allow")), (405, "GET, POST"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_token_nothing_is_parsed() {
    let door = TestDoor::new().await;
    let bad = format!("Bearer {}x", token(Role::Cs));
    for authorization in ["", "Bearer", "Bearer x.y.z", "Basic dTpw", bad.as_str()] {
        for body in [r#"{"query":"{__typename}"}"#, "{", r#"{"query":"{"}"#] {
            let reply = door.post(Role::Cs, body, &[("authorization", authorization)]).await;
            assert_eq!((reply.status.as_u16(), reply.code().as_str()), (401, "UNAUTHENTICATED"), "{authorization}");
            assert_eq!(reply.header("www-authenticate"), "Bearer error=\"invalid_token\"");
        }
    }
    let lower = format!("bearer {}", token(Role::Cs));
    assert_eq!(door.post(Role::Cs, r#"{"query":"{__typename}"}"#, &[("authorization", &lower)]).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_text_of_ours_leaves_by_an_error() {
    let door = TestDoor::new().await;
    for document in ["{ broken }", "{ vague }", "{ fragile }"] {
        let reply = door.ask(Role::Cs, document).await;
        assert_eq!(reply.code(), "INTERNAL_SERVER_ERROR", "{document}");
        assert!(!reply.text.contains("hunter2"), "{document}: {}", reply.text);
    }
    let broken = door.ask(Role::Cs, "{ broken }").await;
    assert_eq!(broken.json()["errors"][0]["extensions"]["requestId"], broken.header("x-request-id"));
    assert_eq!(broken.json()["errors"][0]["path"], json!(["broken"]));
    assert_eq!(broken.json()["data"], json!({"broken": null}));
    let picky = door.ask(Role::Cs, "{ picky }").await;
    assert_eq!(
        (picky.code().as_str(), picky.json()["errors"][0]["message"].as_str()),
        ("BAD_USER_INPUT", Some("That will not do."))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_execution_ends_in_time() {
    let door = TestDoor::with(Manners { timeout: Duration::from_millis(20), ..Manners::default() }).await;
    let reply = door.ask(Role::Cs, "{ slow }").await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (503, "TIMEOUT"));
    assert_eq!(door.ask(Role::Cs, "{ __typename }").await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idempotency_key_is_for_one_mutation() {
    let door = TestDoor::new().await;
    let one = json!({"query": "mutation { requestOpen(title: \"x\") { key } }"}).to_string();
    let reply = door.post(Role::Cs, &*one, &[("idempotency-key", "abc")]).await;
    assert_eq!(reply.json()["data"]["requestOpen"]["key"], "abc");
    assert_eq!(door.post(Role::Cs, one, &[]).await.json()["data"]["requestOpen"]["key"], json!(null));
    let two =
        json!({"query": "mutation { a: requestOpen(title: \"x\") { key } b: requestOpen(title: \"y\") { key } }"});
    let reply = door.post(Role::Cs, two.to_string(), &[("idempotency-key", "abc")]).await;
    assert_eq!(reply.code(), "BAD_USER_INPUT");
    assert!(reply.json().get("data").is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_of_reads_alone_refuses_mutations() {
    let door = TestDoor::with(Manners { read_only: true, ..Manners::default() }).await;
    let reply = door.ask(Role::Cs, "mutation { requestOpen(title: \"x\") { key } }").await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (400, "FORBIDDEN"));
    assert!(reply.json().get("data").is_none());
    assert_eq!(door.ask(Role::Cs, "{ __typename }").await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_stands_beside_graphql() {
    let door = TestDoor::new().await;
    assert_eq!(door.get("/healthz", &[]).await.text, "ok\n");
    assert_eq!(door.get("/readyz", &[]).await.text, "ready\n");
    let page = door.get("/", &[]).await;
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(page.header("content-security-policy").starts_with("default-src 'none'; script-src 'self';"));
    for part in page.text.split('"').filter(|part| part.starts_with("/explorer/")) {
        assert_eq!(door.get(part, &[]).await.status, 200, "{part}");
    }
    assert!(!page.text.contains("http"), "no foreign host");
    let tag = page.header("etag").to_owned();
    assert_eq!(door.get("/", &[("if-none-match", &tag)]).await.status, 304);
    assert_eq!(door.get("/explorer/beginning.json", &[]).await.json()["tokens"][0]["role"], "CS");
    assert_eq!(door.get("/nothing", &[]).await.status, 404);
    door.ask(Role::Cs, "{ nope }").await;
    let metrics = door.get("/metrics", &[]).await.text;
    assert!(metrics.contains("vitrine_graphql_refused_total{code=\"GRAPHQL_VALIDATION_FAILED\"} 1"), "{metrics}");
    assert_eq!(door.get("/schema.graphql", &[]).await.status, 401);
    let bearer = format!("Bearer {}", token(Role::Cs));
    assert!(door.get("/schema.graphql", &[("authorization", &bearer)]).await.text.contains("type Query"));
    let open = TestDoor::with(Manners { introspection: true, ..Manners::default() }).await;
    assert_eq!(open.get("/schema.graphql", &[]).await.status, 200);
    assert_eq!(open.get("/", &[]).await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_an_admin_moves_the_clock() {
    let door = TestDoor::new().await;
    let step = |role: Option<Role>, body: &str| {
        let bearer = role.map(|role| format!("Bearer {}", token(role))).unwrap_or_default();
        request(Method::POST, "/demo/clock", &[("authorization", &bearer)], body.to_owned())
    };
    let week = r#"{"advance":"P7D"}"#;
    assert_eq!(door.send(step(None, week)).await.status, 401);
    assert_eq!(door.send(step(Some(Role::Executive), week)).await.status, 403);
    assert_eq!(door.send(step(Some(Role::Admin), r#"{"advance":"tomorrow"}"#)).await.status, 400);
    assert_eq!(door.send(step(Some(Role::Admin), week)).await.json()["now"], "2026-01-08T00:00:00Z");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_that_was_sent_is_called_by_its_hash() {
    let door = TestDoor::new().await;
    let document = "{ viewer { subject } }";
    let hash: String = sha2::Sha256::digest(document.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let extension = json!({"persistedQuery": {"version": 1, "sha256Hash": hash}});
    let id = format!("sha256:{hash}");
    let unknown = door.post(Role::Cs, json!({"extensions": extension}).to_string(), &[]).await;
    assert_eq!((unknown.status.as_u16(), unknown.code().as_str()), (400, "PERSISTED_QUERY_NOT_FOUND"));
    assert_eq!(unknown.json()["errors"][0]["message"], "PersistedQueryNotFound");
    let sent = json!({"query": document, "extensions": extension}).to_string();
    assert_eq!(door.post(Role::Cs, sent, &[]).await.json()["data"]["viewer"]["subject"], "test-cs");
    let bearer = format!("Bearer {}", token(Role::Cs));
    let headers = [("authorization", bearer.as_str())];
    for reply in [
        door.post(Role::Cs, json!({"extensions": extension}).to_string(), &[]).await,
        door.post(Role::Cs, json!({"documentId": id}).to_string(), &[]).await,
        door.get(&format!("/graphql?documentId={id}"), &headers).await,
        door.get(&format!("/graphql/{id}"), &headers).await,
    ] {
        assert_eq!(reply.json()["data"]["viewer"]["subject"], "test-cs", "{}", reply.text);
    }
    let other = "0".repeat(64);
    for body in [
        json!({"query": document, "documentId": format!("sha256:{other}")}),
        json!({"documentId": hash}),
        json!({"documentId": "sha256:xyz"}),
        json!({"documentId": 1}),
        json!({"extensions": {"persistedQuery": {"version": 2, "sha256Hash": hash}}}),
        json!({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "\u{e9}".repeat(32)}}}),
        json!({"extensions": {}}),
    ] {
        let reply = door.post(Role::Cs, body.to_string(), &[]).await;
        assert_eq!((reply.status.as_u16(), reply.code().as_str()), (400, "BAD_USER_INPUT"), "{body}");
    }
    // What was refused is not kept.
    let bad = "{ nope }";
    let hash: String = sha2::Sha256::digest(bad.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(door.ask(Role::Cs, bad).await.code(), "GRAPHQL_VALIDATION_FAILED");
    let again = door.post(Role::Cs, json!({"documentId": format!("sha256:{hash}")}).to_string(), &[]).await;
    assert_eq!(again.code(), "PERSISTED_QUERY_NOT_FOUND");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn beyond_the_room_requests_are_told_to_come_back() {
    let door = TestDoor::with(Manners { at_once: 1, wait: Duration::ZERO, ..Manners::default() }).await;
    let bearer = format!("Bearer {}", token(Role::Cs));
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let endless = Body::from_stream(futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>());
    let mut slow = Box::pin(door.send(request(Method::POST, "/graphql", &headers, String::new()).map(|_| endless)));
    // It takes its place at its first poll, and waits for its body from then on.
    let busy = loop {
        assert!(futures_util::poll!(&mut slow).is_pending());
        let reply = door.ask(Role::Cs, "{ viewer { subject } }").await;
        if reply.status == 503 {
            break reply;
        }
    };
    assert_eq!((busy.code().as_str(), busy.header("retry-after")), ("RATE_LIMITED", "1"));
    assert_eq!(door.get("/healthz", &[]).await.status, 200);
    // Its client gives up: its place is free at once.
    drop(slow);
    assert_eq!(door.ask(Role::Cs, "{ viewer { subject } }").await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_does_not_come_is_given_up() {
    let pace = Pace { after: Duration::from_millis(20), ..Pace::default() };
    let door = TestDoor::with(Manners { pace, ..Manners::default() }).await;
    let bearer = format!("Bearer {}", token(Role::Cs));
    let headers = [("authorization", bearer.as_str()), ("content-type", "application/json")];
    let endless = Body::from_stream(futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>());
    let reply = door.send(request(Method::POST, "/graphql", &headers, String::new()).map(|_| endless)).await;
    assert_eq!((reply.status.as_u16(), reply.code().as_str()), (408, "TIMEOUT"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_of_other_origins_read_nothing_unless_they_are_named() {
    let origin = [("origin", "https://app.example"), ("access-control-request-method", "POST")];
    let closed = TestDoor::new().await;
    let preflight = closed.send(request(Method::OPTIONS, "/graphql", &origin, String::new())).await;
    assert_eq!((preflight.status.as_u16(), preflight.header("access-control-allow-origin")), (405, ""));
    let manners = Manners { cors_origins: vec!["https://app.example".parse().unwrap()], ..Manners::default() };
    let open = TestDoor::with(manners).await;
    let preflight = open.send(request(Method::OPTIONS, "/graphql", &origin, String::new())).await;
    assert_eq!(preflight.header("access-control-allow-origin"), "https://app.example");
    assert!(preflight.header("access-control-allow-headers").contains("idempotency-key"));
    let read = open.post(Role::Cs, r#"{"query":"{__typename}"}"#, &[("origin", "https://app.example")]).await;
    assert_eq!(read.header("access-control-allow-origin"), "https://app.example");
    let other = open.post(Role::Cs, r#"{"query":"{__typename}"}"#, &[("origin", "https://evil.example")]).await;
    assert_eq!(other.header("access-control-allow-origin"), "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn introspection_can_be_off() {
    let limits = Limits { introspection: false, ..Limits::default() };
    let door = TestDoor::limited(Manners::default(), limits).await;
    for document in
        ["{ __schema { types { name } } }", r#"{ ...F } fragment F on Query { a: __type(name: "Query") { name } }"#]
    {
        assert_eq!(door.ask(Role::Admin, document).await.code(), "GRAPHQL_VALIDATION_FAILED");
    }
    assert_eq!(door.ask(Role::Admin, "{ __typename }").await.status, 200);
}
