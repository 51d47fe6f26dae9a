//! The demo's door: pages of other sites reach neither it nor its tokens, by whatever name they lead to this machine.

use axum::http::Method;
use chrono::{DateTime, TimeDelta, Utc};
use entity::enums::Role;
use serde_json::json;
use vitrine::clock::machine_now;
use vitrine::demo;
use vitrine::http::Manners;
use vitrine::store::{Db, log};

use crate::common::TestDatabase;
use crate::common::server::{Server, token as signed};
use crate::door::{TestDoor, request, token};

const TOKENS: &str = "/explorer/beginning.json";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demo_answers_on_loopback_names_and_its_hosts_alone() {
    let door = TestDoor::new().await;
    let bearer = format!("Bearer {}", token(Role::Cs));
    for (host, status) in [
        ("localhost:4000", 200),
        ("127.0.0.1:4000", 200),
        ("[::1]:4000", 200),
        ("vitrine", 200),
        ("rebound.evil.example:4000", 421),
        ("192.168.1.5:4000", 421),
    ] {
        for path in ["/", TOKENS, "/graphql?query=%7B__typename%7D", "/healthz", "/metrics"] {
            let reply = door.get(path, &[("host", host), ("authorization", &bearer)]).await;
            assert_eq!(reply.status, status, "{host} {path}");
            assert!(status == 200 || !reply.text.contains("token\""), "{host} {path}");
        }
    }
    assert_eq!(door.get(TOKENS, &[("host", "")]).await.status, 421);
    let absolute =
        request(Method::GET, &format!("http://evil.example{TOKENS}"), &[("host", "localhost")], String::new());
    assert_eq!(door.send(absolute).await.status, 421);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_demos_tokens_go_to_no_other_origin() {
    let named: axum::http::HeaderValue = "http://app.example".parse().unwrap();
    let door = TestDoor::with(Manners { cors_origins: vec![named], ..Manners::default() }).await;
    let host = ("host", "localhost:4000");
    for (headers, status) in [
        (&[host][..], 200),
        (&[host, ("sec-fetch-site", "same-origin")], 200),
        (&[host, ("sec-fetch-site", "none")], 200),
        (&[host, ("origin", "http://localhost:4000")], 200),
        (&[host, ("sec-fetch-site", "cross-site")], 403),
        (&[host, ("sec-fetch-site", "same-site")], 403),
        (&[host, ("origin", "http://localhost:3000")], 403),
        (&[host, ("origin", "http://app.example")], 403),
        (&[host, ("origin", "null")], 403),
    ] {
        let reply = door.get(TOKENS, headers).await;
        assert_eq!(reply.status, status, "{headers:?}");
        assert_eq!(reply.text.contains("\"tokens\""), status == 200, "{headers:?}");
        assert_eq!(reply.header("access-control-allow-origin"), "", "{headers:?}");
        assert_eq!(reply.header("cache-control"), "private, no-store", "{headers:?}");
    }
    let asks = [host, ("origin", "http://app.example"), ("access-control-request-method", "GET")];
    let reply = door.send(request(Method::OPTIONS, TOKENS, &asks, String::new())).await;
    assert_eq!(reply.header("access-control-allow-origin"), "");
    // Elsewhere the named origin reads answers.
    let reply = door.get("/healthz", &[host, ("origin", "http://app.example")]).await;
    assert_eq!(reply.header("access-control-allow-origin"), "http://app.example");
}

#[test]
fn the_clock_answers_with_a_moment_that_has_the_work_that_it_caused() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_stack_size(16 << 20)
        .enable_all()
        .build()
        .unwrap();
    let database = runtime.block_on(TestDatabase::sqlite());
    let (url, last) = (database.url.clone(), async |url: &str| {
        let db = Db::connect(url).await.unwrap();
        let last = log::last_recorded(&db.read).await.unwrap().unwrap();
        db.close().await.unwrap();
        last
    });
    let told = url.clone();
    runtime.block_on(async move {
        let db = Db::connect(&told).await.unwrap();
        let (db, _) = demo::ready(db, &told, machine_now(), false, 2).await.unwrap();
        db.close().await.unwrap();
    });
    let before = runtime.block_on(last(&url));
    let server = Server::start_words(&["serve", "--demo", "--database-url", &url], &[]);
    let admin = signed(&["--role", "ADMIN", "--sub", "ada"]);
    let answer = server.client(&admin).post_to("/demo/clock", &json!({"advance": "P15D"})).unwrap();
    let now: DateTime<Utc> = answer["now"].as_str().unwrap_or_else(|| panic!("{answer}")).parse().unwrap();
    drop(server);
    let after = runtime.block_on(last(&url));
    assert!(after > before + TimeDelta::days(10), "no work was due in fifteen days");
    assert!(now >= after, "the last work is of {after}, after {now}");
}
