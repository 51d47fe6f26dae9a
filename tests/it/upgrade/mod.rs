//! An upgrade with data: what an older release wrote is read, checked and written on by this one.
//!
//! `0.1.0.db` and `0.1.0.sql` are databases that the release of that version filled by `fill.py`; `view.json` is what it answered
//! to `view.graphql` afterwards. A dump is never made again with a newer release: a later release gets a dump of its own.

use chrono::{DateTime, Utc};
use entity::enums::Role;
use serde_json::{Value, json};
use vitrine::store::Db;

use crate::common::api::{Answer, TestApp};
use crate::common::{TestDatabase, check, on_a_deep_stack};

const SQLITE: &[u8] = include_bytes!("0.1.0.db");
const POSTGRES: &str = include_str!("0.1.0.sql");
const VIEW: &str = include_str!("view.graphql");
const ANSWER: &str = include_str!("view.json");
/// After the last write of both dumps.
const FILLED: &str = "2026-11-30T15:56:30Z";
/// When the newer release starts.
const STARTED: &str = "2026-12-01T08:00:00Z";

#[test]
fn sqlite() {
    on_a_deep_stack(|| async { upgraded(TestDatabase::of_sqlite_file(SQLITE).await).await });
}

#[test]
fn postgres() {
    on_a_deep_stack(|| async { upgraded(TestDatabase::of_postgres_dump(POSTGRES).await).await });
}

async fn upgraded(database: TestDatabase) {
    let db = Db::connect(&database.url).await.unwrap();
    assert_eq!(check::invariants(&db).await, 2, "the accounts that stand");
    drop(db);

    let app = TestApp::at(database, STARTED.parse::<DateTime<Utc>>().unwrap()).await;
    let admin = app.actor(Role::Admin);
    let asked = json!({"domain": "alesund-tools.example", "asOf": FILLED});
    let then = admin.gql(VIEW, asked).await;
    let expected: Value = serde_json::from_str(ANSWER).unwrap();
    assert_eq!(known(&then), expected);
    let now = admin.gql(VIEW, json!({"domain": "alesund-tools.example"})).await;
    for field in ["name", "attributes", "team", "contacts", "goals", "commercials"] {
        assert_eq!(known(&now)[field], expected[field], "{field}");
    }

    // A source goes on: what it sent stands, what it changed comes in.
    let crm = app.integration("crm", &["read", "write:contacts"]);
    let account = json!({"system": "crm", "id": "a1"});
    let contacts = json!([
        {"externalId": "c1", "account": account, "title": "CEO"},
        {"externalId": "c1", "account": account, "title": "Founder"},
        {"externalId": "c9", "account": account, "name": "Dag Sand"},
    ]);
    for (record, outcome) in contacts.as_array().unwrap().iter().zip(["UNCHANGED", "UPDATED", "CREATED"]) {
        let input = json!({"system": "crm", "records": [record]});
        let payload = crm.does("contactsUpsert", input, "results { outcome problems { code } }").await;
        assert_eq!(payload["results"], json!([{"outcome": outcome, "problems": []}]));
    }
    assert_eq!(check::invariants(&app.desk.db).await, 2);
}

/// The account of an answer, without the team's claim, whose ids each database has of its own.
fn known(answer: &Answer) -> Value {
    let mut account = answer.data()["account"].clone();
    account["attributes"].as_array_mut().unwrap().retain(|attribute| attribute["key"] != "team");
    account
}
