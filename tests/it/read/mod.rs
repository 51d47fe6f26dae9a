//! What is read: through the schema itself, over data that came in by its mutations.

mod changes;
mod history;
mod list;
mod page;
mod parts;
mod rights;
mod view;
mod weight;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_graphql::{Request, Variables};
use chrono::{DateTime, Utc};
use entity::enums::Role;
use serde_json::{Value, json};
use vitrine::auth::Identity;
use vitrine::clock::Clock;
use vitrine::command::Desk;
use vitrine::domain::access::Rights;
use vitrine::graphql::context::Scope;
use vitrine::graphql::{Schema, schema};
use vitrine::store::Db;

use crate::common::TestDatabase;

/// A server without its door: schema, desk, and a count of the statements that were read with.
pub struct World {
    pub desk: Desk,
    schema: Schema,
    statements: Arc<AtomicUsize>,
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

impl World {
    pub async fn open(database: &TestDatabase) -> Self {
        let mut db = Db::connect(&database.url).await.unwrap();
        let statements = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&statements);
        db.read.set_metric_callback(move |_| {
            count.fetch_add(1, Ordering::SeqCst);
        });
        let desk = Desk::open(db, Clock::set(at("2026-06-15T12:00:00Z"))).await.unwrap();
        Self { desk, schema: schema(), statements }
    }

    /// Asks as somebody with this role.
    pub async fn ask_as(&self, role: Role, query: &str, variables: Value) -> Value {
        let caller = Identity {
            subject: "tester".to_owned(),
            issuer: None,
            client: None,
            emails: Vec::new(),
            rights: Rights { system: Some("crm".to_owned()), ..Rights::of([role]) },
        };
        let scope = Scope::new(Arc::new(caller), self.desk.clone());
        let request = Request::new(query).variables(Variables::from_json(variables)).data(scope);
        serde_json::to_value(self.schema.execute(request).await).unwrap()
    }

    /// The data of an answer without errors.
    pub async fn ask(&self, query: &str) -> Value {
        let answer = self.ask_as(Role::Admin, query, json!({})).await;
        assert!(answer.get("errors").is_none(), "{query}: {answer:#}");
        answer["data"].clone()
    }

    /// The code of the first error, and the data.
    pub async fn refused(&self, query: &str) -> String {
        let answer = self.ask_as(Role::Admin, query, json!({})).await;
        answer["errors"][0]["extensions"]["code"].as_str().unwrap_or("none").to_owned()
    }

    /// How many statements an answer takes, once what is kept between requests is at hand.
    pub async fn statements_of(&self, query: &str) -> usize {
        self.ask(query).await;
        let before = self.statements.load(Ordering::SeqCst);
        self.ask(query).await;
        self.statements.load(Ordering::SeqCst) - before
    }

    /// Sends records of a kind as the CRM.
    pub async fn send(&self, noun: &str, input: &str, records: Value) {
        if records.as_array().is_some_and(Vec::is_empty) {
            return;
        }
        let query = format!(
            "mutation($records: [{input}!]!) {{ sent: {noun}Upsert(input: {{system: \"crm\", records: $records}}) {{ stats {{ rejected }} results {{ problems {{ code path message }} }} userErrors {{ message }} }} }}"
        );
        let answer = self.ask_as(Role::Admin, &query, json!({"records": records})).await;
        assert_eq!(answer["data"]["sent"]["stats"]["rejected"], 0, "{noun}: {answer:#}");
        assert_eq!(answer["data"]["sent"]["userErrors"], json!([]), "{noun}: {answer:#}");
    }

    /// Accounts `a0`, `a1`, … with people, cases, requests and answers: `each` of every kind.
    pub async fn fill(&self, accounts: usize, each: usize) {
        let account = |number: usize| json!({"system": "crm", "id": format!("a{number}")});
        self.send("teamMembers", "TeamMemberRowInput", json!([
            {"externalId": "m0", "name": "Mara Boss", "department": "CS", "active": true},
            {"externalId": "m1", "name": "Nils Csm", "department": "CS", "active": true, "manager": {"system": "crm", "id": "m0"}},
        ]))
        .await;
        self.send("accounts", "AccountRowInput", (0..accounts).map(|number| json!({
            "externalId": format!("a{number}"), "name": format!("Account {number:03}"), "domain": format!("a{number}.example"),
            "status": "CUSTOMER", "startedOn": "2025-01-01", "attributes": {"tier": "gold"},
            "team": [{"member": {"system": "crm", "id": "m1"}, "role": "CSM"}],
        })).collect()).await;
        let records = |make: &dyn Fn(usize, usize) -> Value| -> Value {
            (0..accounts)
                .flat_map(|number| (0..each).map(move |index| (number, index)))
                .map(|(number, index)| {
                    let mut record = make(number, index);
                    record["externalId"] = json!(format!("{number}-{index}"));
                    record["account"] = account(number);
                    record
                })
                .collect()
        };
        self.send("contacts", "ContactRowInput", records(&|number, index| json!({
            "name": format!("Person {index} of {number}"), "email": format!("p{index}@a{number}.example"), "phone": "+49 30 1",
            "seniority": "EXECUTIVE",
        }))).await;
        let contact = |number: usize, index: usize| json!({"system": "crm", "id": format!("{number}-{index}")});
        self.send("tickets", "TicketRowInput", records(&|number, index| json!({
            "subject": format!("Case {index}"), "severity": "SEV2", "openedAt": format!("2026-06-{:02}T08:00:00Z", index % 14 + 1),
            "contact": contact(number, index),
        }))).await;
        self.send("requests", "RequestRowInput", records(&|number, index| json!({
            "title": format!("Wish {index}"), "department": "PRODUCT", "raisedAt": format!("2026-05-{:02}T08:00:00Z", index % 28 + 1),
            "raisedBy": contact(number, index), "owner": {"system": "crm", "id": "m1"},
        }))).await;
        self.send("touchpoints", "TouchpointRowInput", records(&|number, index| json!({
            "channel": "CALL", "direction": "INBOUND", "occurredAt": format!("2026-06-{:02}T09:00:00Z", index % 14 + 1),
            "contacts": [contact(number, index)], "members": [{"system": "crm", "id": "m1"}],
        }))).await;
        self.send("surveyResponses", "SurveyResponseRowInput", records(&|number, index| json!({
            "kind": "NPS", "answer": "9", "scaleMin": "0", "scaleMax": "10", "answeredAt": "2026-06-01T10:00:00Z",
            "contact": contact(number, index),
        }))).await;
    }
}
