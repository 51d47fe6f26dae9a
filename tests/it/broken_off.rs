//! A request that is broken off, by its time, its client or the death of its server, leaves its idempotency key to whoever sends
//! it again.

use std::time::{Duration, Instant};

use entity::{account, idempotency_key};
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use vitrine::store::{Db, Engine};

use crate::common::server::{Client, Server, token};
use crate::common::{check, each_engine};

const UPSERT: &str =
    "mutation($input: AccountsUpsertInput!) { accountsUpsert(input: $input) { stats { created unchanged } } }";

/// Accounts of a batch that takes a while.
const MANY: usize = 300;

/// More than a lease, and less than any key was kept before.
const SOON: Duration = Duration::from_secs(30);

fn batch(many: usize) -> Value {
    let record = |number: usize| {
        let attributes: serde_json::Map<_, _> = (0..20).map(|n| (format!("key{n}"), json!("a value"))).collect();
        json!({ "externalId": format!("a{number}"), "name": format!("Account {number}"), "status": "CUSTOMER", "attributes": attributes })
    };
    json!({ "input": { "system": "crm", "records": (0..many).map(record).collect::<Vec<_>>() } })
}

/// What comes of sending it once.
fn outcome(client: &Client, batch: &Value, key: &str) -> String {
    let (head, answer) = client.answer(UPSERT, batch, Some(key)).unwrap();
    let code = answer["errors"][0]["extensions"]["code"].as_str();
    if code == Some("IDEMPOTENCY_IN_PROGRESS") {
        assert!(head.to_ascii_lowercase().contains("\r\nretry-after: 1"), "{head}");
    }
    let created = || format!("CREATED {}", answer["data"]["accountsUpsert"]["stats"]["created"]);
    code.map_or_else(created, str::to_owned)
}

/// Sends it again until it is done.
fn sent_again(client: &Client, batch: &Value, key: &str) -> String {
    let begun = Instant::now();
    loop {
        let outcome = outcome(client, batch, key);
        if outcome != "IDEMPOTENCY_IN_PROGRESS" {
            return outcome;
        }
        assert!(begun.elapsed() < SOON, "the key stays claimed");
        std::thread::park_timeout(Duration::from_millis(20));
    }
}

/// Waits until the server has claimed a key.
async fn claimed(db: &Db) {
    let begun = Instant::now();
    while idempotency_key::Entity::find().count(&db.read).await.unwrap() == 0 {
        assert!(begun.elapsed() < SOON, "no key is claimed");
        tokio::task::yield_now().await;
    }
}

/// Keeps whoever writes to an account from going on: before it has claimed its key on SQLite, and after on PostgreSQL.
async fn hold_writers(db: &Db) -> DatabaseTransaction {
    let held = db.begin_write().await.unwrap();
    if db.engine == Engine::Postgres {
        held.execute_unprepared("LOCK TABLE account IN EXCLUSIVE MODE").await.unwrap();
    }
    held
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.unwrap()
}

each_engine! {
    async fn a_key_is_free_again_after_a_timeout(database) {
        let url = database.url.clone();
        let server = blocking(move || Server::start_with(&url, &[("VITRINE_TIMEOUT_SECONDS", "2")])).await;
        let client = server.client(&token(&["--role", "ADMIN", "--sub", "ada"]));
        let db = Db::connect(&database.url).await.unwrap();
        let held = hold_writers(&db).await;
        let sender = client.clone();
        assert_eq!(blocking(move || outcome(&sender, &batch(3), "k-1")).await, "TIMEOUT");
        held.rollback().await.unwrap();
        assert_eq!(blocking(move || sent_again(&client, &batch(3), "k-1")).await, "CREATED 3");
        assert_eq!(account::Entity::find().count(&db.read).await.unwrap(), 3);
    }

    async fn a_key_is_free_again_after_its_client_is_gone(database) {
        let url = database.url.clone();
        let server = blocking(move || Server::start(&url)).await;
        let client = server.client(&token(&["--role", "ADMIN", "--sub", "ada"]));
        let db = Db::connect(&database.url).await.unwrap();
        let held = hold_writers(&db).await;
        let gone = client.begin(UPSERT, &batch(3), Some("k-1"));
        if db.engine == Engine::Postgres {
            claimed(&db).await;
            assert_eq!(outcome(&client, &batch(3), "k-1"), "IDEMPOTENCY_IN_PROGRESS");
        }
        drop(gone);
        held.rollback().await.unwrap();
        // Whether it was done before its client was gone or after: it is done once.
        assert_eq!(blocking(move || sent_again(&client, &batch(3), "k-1")).await, "CREATED 3");
        assert_eq!(account::Entity::find().count(&db.read).await.unwrap(), 3);
    }

    async fn a_key_that_a_killed_server_left_is_taken_over(database) {
        let start = async || {
            let url = database.url.clone();
            blocking(move || Server::start_with(&url, &[("VITRINE_TIMEOUT_SECONDS", "60")])).await
        };
        let mut server = start().await;
        let admin = token(&["--role", "ADMIN", "--sub", "ada"]);
        let db = Db::connect(&database.url).await.unwrap();
        // On SQLite the batch is large enough to be under way when its key is seen; on PostgreSQL it waits.
        let held = match db.engine {
            Engine::Postgres => Some(hold_writers(&db).await),
            Engine::Sqlite => None,
        };
        let open = server.client(&admin).begin(UPSERT, &batch(MANY), Some("k-1"));
        claimed(&db).await;
        server.kill();
        drop(open);
        if let Some(held) = held {
            held.rollback().await.unwrap();
        }
        assert_eq!(account::Entity::find().count(&db.read).await.unwrap(), 0, "it was done before it was killed");
        let server = start().await;
        let client = server.client(&admin);
        assert_eq!(blocking(move || sent_again(&client, &batch(MANY), "k-1")).await, format!("CREATED {MANY}"));
        assert_eq!(check::invariants(&db).await, MANY);
    }
}
