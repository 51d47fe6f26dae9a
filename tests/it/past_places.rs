//! Accounts as of a moment are made a few at a time: who finds no place waits, and is then told when to come back.

use std::time::{Duration, Instant};

use entity::enums::Role;
use serde_json::json;
use vitrine::http::Manners;

use crate::door::{Reply, TestDoor};

fn past(accounts: usize, more: &str) -> String {
    let root = |number: usize| {
        format!("a{number}: account(by: {{id: \"{number}\"}}, asOf: \"2026-01-01T00:00:00Z\") {{ id }} ")
    };
    format!("{{ {} {more} }}", (0..accounts).map(root).collect::<String>())
}

fn is_busy(reply: &Reply) -> bool {
    reply.status == 503 && reply.header("retry-after") == "1" && reply.code() == "RATE_LIMITED"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_finds_no_place_waits_and_is_told_when_to_come_back() {
    let door = TestDoor::with(Manners { as_of_at_once: 2, ..Manners::default() }).await;
    // Two that never end: whichever comes second finds one place of two, and waits for it.
    let (one, other) = (past(1, "slow"), past(2, "slow"));
    {
        let (one, other) = (door.ask(Role::Cs, &one), door.ask(Role::Cs, &other));
        tokio::pin!(one, other);
        let begun = Instant::now();
        let reply = tokio::select! { reply = &mut one => reply, reply = &mut other => reply };
        assert!(is_busy(&reply), "{}", reply.text);
        assert!(begun.elapsed() >= Duration::from_secs(2), "it waited");
        // Whoever reads today needs none.
        assert_eq!(door.ask(Role::Cs, "{ viewer { subject } }").await.json()["data"]["viewer"]["subject"], "test-cs");
    }
    // Both are gone, and so are their places; who asks for more than there are takes all.
    for many in [1, 2, 4] {
        assert_eq!(door.ask(Role::Cs, &past(many, "")).await.json()["data"]["a0"]["id"], "0", "{many}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_waits_is_served_when_a_place_comes_free() {
    let manners = Manners { as_of_at_once: 1, timeout: Duration::from_millis(500), ..Manners::default() };
    let door = TestDoor::with(manners).await;
    let (slow, quick) = (past(1, "slow"), past(1, ""));
    let (slow, quick) = tokio::join!(door.ask(Role::Cs, &slow), door.ask(Role::Cs, &quick));
    assert_eq!(slow.code(), "TIMEOUT");
    assert_eq!(quick.json()["data"], json!({"a0": {"id": "0"}}));
}
