//! Batches that come at once: none holds another, no account is stale without being known to be, and large ones wait their turn.

use std::time::Duration;

use entity::enums::Role;
use entity::{assessment, idempotency_key};
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait, Statement};
use serde_json::{Value, json};
use vitrine::http::Manners;
use vitrine::job;
use vitrine::store::{Db, behind};

use crate::common::api::{Actor, TestApp};
use crate::common::world::World;
use crate::common::{TestDatabase, check, each_engine, on_a_deep_stack, soon};
use crate::door::TestDoor;

const SOON: Duration = Duration::from_secs(10);

/// Sessions that wait for a lock in such a statement.
async fn waiting(db: &Db, statement: &str) -> i64 {
    let sql = format!(
        "SELECT count(*) AS many FROM pg_stat_activity WHERE datname = current_database() \
         AND wait_event_type = 'Lock' AND query LIKE '%{statement}%'"
    );
    let row = db.read.query_one_raw(Statement::from_string(db.engine.backend(), sql)).await.unwrap().unwrap();
    row.try_get("", "many").unwrap()
}

/// A record of a kind that no system has sent yet, of this account.
fn first_of(noun: &str, account: &str) -> Value {
    let more = match noun {
        "tickets" => json!({"subject": "It broke", "severity": "SEV2", "openedAt": "2026-02-05T10:00:00Z"}),
        "outcomes" => json!({"kind": "RENEWED", "on": "2026-01-01"}),
        "costs" => json!({"kind": "COST", "on": "2026-02-01", "amount": "10.00", "currency": "USD"}),
        "timeEntries" => json!({"on": "2026-02-01", "minutes": 77}),
        "advocacyActs" => json!({"kind": "REVIEW", "on": "2026-02-01"}),
        _ => json!({"plan": "pro", "mrr": "100.00", "currency": "USD", "seats": 10, "startedOn": "2025-09-01"}),
    };
    let mut record = json!({"externalId": format!("{noun}-{account}"), "account": {"system": "crm", "id": account}});
    record.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    record
}

async fn sends(actor: Actor, noun: &'static str, account: String) {
    actor.sends(noun, "billing", json!([first_of(noun, &account)])).await;
}

/// Brings all accounts up, and makes sure that none is stale that was not known to be.
async fn none_is_stale(app: &TestApp) {
    let db = &app.desk.db;
    job::run_due(&app.desk).await.unwrap();
    assert_eq!(behind::lag(&db.read).await.unwrap().accounts, 0);
    let before = assessment::Entity::find().count(&db.read).await.unwrap();
    db.write.execute_unprepared("UPDATE company SET epoch = epoch + 1").await.unwrap();
    job::run_due(&app.desk).await.unwrap();
    assert_eq!(behind::lag(&db.read).await.unwrap().accounts, 0);
    assert_eq!(assessment::Entity::find().count(&db.read).await.unwrap(), before, "an account was stale");
}

#[test]
fn no_batch_waits_for_another_on_postgres() {
    on_a_deep_stack(|| async {
        let world = World::new(TestDatabase::postgres().await).await;
        let (db, admin) = (&world.app.desk.db, world.actor(Role::Admin));
        admin.sends("accounts", "crm", json!([{"externalId": "beta", "name": "Beta", "status": "CUSTOMER"}])).await;
        job::run_due(&world.app.desk).await.unwrap();
        // The first batch of tickets is held at its end: its key is locked, so that its outcome cannot be stored.
        let account = db.begin_write().await.unwrap();
        account.execute_unprepared("SELECT id FROM account FOR UPDATE").await.unwrap();
        let query = "mutation($input: TicketsUpsertInput!) { ticketsUpsert(input: $input) { results { outcome } } }";
        let input = json!({"input": {"system": "desk", "records": [first_of("tickets", "acme")]}});
        let first = {
            let admin = admin.clone();
            tokio::spawn(async move { admin.gql_with(query, input, &[("idempotency-key", "k")]).await })
        };
        soon("the first batch does not come to wait", async || waiting(db, "account").await == 1).await;
        let key = db.begin_write().await.unwrap();
        key.execute_unprepared("SELECT key FROM idempotency_key FOR UPDATE").await.unwrap();
        account.rollback().await.unwrap();
        soon("the first batch does not come to its end", async || waiting(db, "idempotency_key").await == 1).await;
        // Others of the same kind, and of another new one, do not wait for it.
        for noun in ["tickets", "outcomes"] {
            let others = sends(admin.clone(), noun, "beta".to_owned());
            tokio::time::timeout(SOON, others).await.expect("a batch waits for another");
        }
        key.rollback().await.unwrap();
        let first = first.await.unwrap();
        assert_eq!(first.data()["ticketsUpsert"]["results"][0]["outcome"], "CREATED");
        assert_eq!(idempotency_key::Entity::find().count(&db.read).await.unwrap(), 1);
        // Its account was assessed before outcomes were known to come: it is behind, and known to be.
        assert_eq!(behind::lag(&db.read).await.unwrap().accounts, 1);
        none_is_stale(&world.app).await;
        assert_eq!(check::invariants(db).await, 2);
    });
}

each_engine! {
    async fn first_batches_at_once_leave_no_account_stale(database) {
        let app = TestApp::new(database).await;
        let admin = app.actor(Role::Admin);
        let account = |number: usize| json!({"externalId": format!("a{number}"), "name": format!("Account {number}"), "status": "CUSTOMER"});
        admin.sends("accounts", "crm", (0..12).map(account).collect()).await;
        let nouns = ["tickets", "outcomes", "costs", "timeEntries", "advocacyActs", "subscriptions"];
        let at_once = (0..12).map(|number| {
            tokio::spawn(sends(admin.clone(), nouns[number % nouns.len()], format!("a{number}")))
        });
        for batch in at_once.collect::<Vec<_>>() {
            batch.await.unwrap();
        }
        none_is_stale(&app).await;
        assert_eq!(check::invariants(&app.desk.db).await, 12);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_mutation_whose_turn_does_not_come_is_told_when_to_come_back() {
    let door = TestDoor::with(Manners { batches: 0, timeout: Duration::from_millis(200), ..Manners::default() }).await;
    let ask = async |document: &str, values: usize| {
        let list = vec!["{}"; values].join(",");
        let body = format!(r#"{{"query":{},"variables":{{"a":[{list}]}}}}"#, Value::from(document));
        let reply = door.post(Role::Admin, body, &[]).await;
        let after = if reply.status == 200 { String::new() } else { reply.header("retry-after").to_owned() };
        format!("{} {} {after}", reply.status.as_u16(), reply.code())
    };
    let mutation = "mutation { requestOpen(title: \"x\") { key } }";
    assert_eq!(ask(mutation, 1_500).await, "503 RATE_LIMITED 1");
    assert_eq!(ask(mutation, 500).await, "200  ");
    assert_eq!(ask("{ __typename }", 1_500).await, "200  ");
}
