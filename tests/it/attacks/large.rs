//! Answers that are too large: they end while they are made, without data; and making a large one leaves room for others.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_graphql::Request;
use entity::enums::Role;
use serde_json::{Value, json};
use vitrine::auth::Identity;
use vitrine::domain::access::Rights;
use vitrine::graphql::context::Scope;
use vitrine::graphql::meter::Meter;
use vitrine::graphql::{answer, schema};
use vitrine::http::Manners;

use crate::common::api::{Actor, TestApp};
use crate::common::{TestDatabase, each_engine};

/// Accounts of the book, each with so many tickets.
const ACCOUNTS: usize = 40;
const TICKETS: usize = 25;

/// A book in which a list of lists is some hundred kilobytes.
async fn book(app: &TestApp) -> Actor {
    let admin = app.actor(Role::Admin);
    let account =
        |at: usize| json!({"externalId": at.to_string(), "name": format!("Account {at}"), "status": "CUSTOMER"});
    admin.sends("accounts", "crm", (0..ACCOUNTS).map(account).collect()).await;
    let ticket = |at: usize| {
        json!({
            "externalId": at.to_string(), "account": {"system": "crm", "id": (at % ACCOUNTS).to_string()}, "severity": "SEV3",
            "subject": format!("Ticket {at} \"quoted\" and long, ü{}", "x".repeat(100)), "openedAt": "2026-02-01T09:00:00Z",
        })
    };
    admin.sends("tickets", "desk", (0..ACCOUNTS * TICKETS).map(ticket).collect()).await;
    admin
}

/// Everything of that book.
const ALL: &str = "{ accounts(first: 250) { nodes { id name support { tickets(first: 25) { nodes { id subject openedAt a: subject b: subject } } } } } }";

async fn raw(actor: &Actor) -> (u16, Value, usize) {
    let (status, text) = actor.post(json!({"query": ALL}).to_string()).await;
    (status, serde_json::from_str(&text).unwrap(), text.len())
}

each_engine! {
    async fn an_answer_has_as_many_bytes_as_it_may_and_no_more(database) {
        let app = TestApp::new(database).await;
        let admin = book(&app).await;
        let (status, whole, length) = raw(&admin).await;
        assert!(status == 200 && whole.get("errors").is_none() && length > 300_000, "{status} {length}");
        let bounded = |answer: usize| app.actor_at(Manners { answer, ..Manners::default() }, Role::Admin);
        assert_eq!(raw(&bounded(length)).await, (200, whole, length));
        let less = bounded(length - 1);
        for bytes in [length - 1, length / 2, 1_000] {
            let actor = bounded(bytes);
            let (status, answer, _) = raw(&actor).await;
            assert_eq!((status, &answer["errors"][0]["extensions"]["code"]), (400, &json!("ANSWER_TOO_LARGE")), "{answer:#}");
            assert_eq!((answer.get("data"), answer["errors"].as_array().unwrap().len()), (None, 1));
            let next = actor.gql("{ viewer { subject } }", json!({})).await;
            assert_eq!(next.data()["viewer"]["subject"], "ada");
        }
        let older = less.gql(ALL, json!({})).await;
        assert_eq!((older.errors(), older.body.get("data")), (vec!["ANSWER_TOO_LARGE".to_owned()], None));
        // What a mutation wrote stands, whatever of it can be told.
        let input = json!({"system": "crm", "records": [{"externalId": "new", "name": "New", "status": "PROSPECT"}]});
        let query = "mutation($input: AccountsUpsertInput!) { accountsUpsert(input: $input) { results { outcome id externalId } } }";
        let told = bounded(40).gql(query, json!({"input": input.clone()})).await;
        assert_eq!(told.errors(), ["ANSWER_TOO_LARGE"]);
        assert!(told.body["errors"][0]["message"].as_str().unwrap().ends_with("What the mutation wrote stands."));
        let again = admin.gql(query, json!({"input": input})).await;
        assert_eq!(again.data()["accountsUpsert"]["results"][0]["outcome"], "UNCHANGED");
    }

    async fn it_ends_while_it_is_made(database) {
        let app = TestApp::new(database).await;
        book(&app).await;
        let made = async |most: u64| {
            let rights = Rights::of([Role::Admin]);
            let caller = Identity { subject: "ada".to_owned(), issuer: None, client: None, emails: Vec::new(), rights };
            let meter = Arc::new(Meter::of(most));
            let scope = Scope::new(Arc::new(caller), app.desk.clone()).with_meter(Arc::clone(&meter));
            let response = answer(&schema(), Request::new(ALL), scope).await;
            (meter.bytes(), meter.is_over(), serde_json::to_string(&response.data).unwrap().len() as u64)
        };
        let (counted, over, length) = made(u64::MAX).await;
        // What is counted is the text, but for what is escaped and between values.
        assert!(!over && counted <= length && counted * 10 > length * 9, "{counted} of {length}");
        let (counted, over, _) = made(20_000).await;
        assert!(over && counted < 30_000, "{counted} bytes were made of an answer that may have 20,000");
    }
}

/// Nanoseconds for which this thread has run.
#[cfg(target_os = "linux")]
fn ran() -> u64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    told.split(' ').next().unwrap().parse().unwrap()
}

/// The longest that one thread which makes large answers, and compresses them, ran between two turns of another task: time of
/// the processor, so that other work of the machine does not count.
#[test]
#[cfg(target_os = "linux")]
fn a_large_answer_leaves_room_for_others() {
    const STACK: usize = 16 << 20;
    let run = || {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        runtime.thread_stack_size(STACK).enable_all().build().unwrap().block_on(async {
            let app = TestApp::new(TestDatabase::sqlite().await).await;
            let admin = book(&app).await;
            let done = Arc::new(AtomicBool::new(false));
            let ends = Arc::clone(&done);
            let turns = tokio::spawn(async move {
                let (mut longest, mut before) = (0, ran());
                while !ends.load(Ordering::Relaxed) {
                    tokio::task::yield_now().await;
                    let now = ran();
                    longest = longest.max(now - before);
                    before = now;
                }
                Duration::from_nanos(longest)
            });
            let begun = ran();
            let query = json!({"query": ALL}).to_string();
            let answers: Vec<usize> =
                futures_util::future::join_all((0..16).map(|_| admin.takes(query.clone(), "gzip"))).await;
            assert!(answers.iter().all(|&bytes| bytes > 1_000), "{answers:?}");
            done.store(true, Ordering::Relaxed);
            let (longest, whole) = (turns.await.unwrap(), Duration::from_nanos(ran() - begun));
            eprintln!("{longest:?} of {whole:?} between two turns");
            assert!(whole > Duration::from_millis(400), "{whole:?}: too little to tell");
            assert!(longest < Duration::from_millis(200), "{longest:?} of {whole:?} without a turn of others");
        });
    };
    std::thread::Builder::new().stack_size(STACK).spawn(run).unwrap().join().unwrap();
}
