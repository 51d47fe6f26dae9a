//! The mutations: whose system, how many records, and once for each key.

use std::sync::Arc;

use async_graphql::{Request, Variables};
use entity::enums::Role;
use serde_json::{Value, json};
use vitrine::auth::Identity;
use vitrine::domain::access::Rights;
use vitrine::graphql::context::Scope;
use vitrine::graphql::{answer, schema};

use super::bench::Bench;
use crate::common::each_engine;

const UPSERT: &str = "mutation ($input: FeaturesUpsertInput!) { featuresUpsert(input: $input) {
    results { index outcome id externalId problems { code path } } stats { created unchanged rejected } dryRun
    userErrors { code field } } }";
const DELETE: &str = "mutation ($input: RecordsDeleteInput!) { recordsDelete(input: $input) {
    results { outcome } stats { deleted } userErrors { code field } } }";

async fn ask(bench: &Bench, document: &str, input: Value, key: Option<&str>) -> Value {
    let rights = Rights {
        roles: [Role::Integration].into(),
        scopes: ["write:features".to_owned(), "delete:features".to_owned()].into(),
        system: Some("crm".to_owned()),
    };
    let subject = "crm".to_owned();
    let caller = Identity { subject, issuer: None, client: None, emails: Vec::new(), rights };
    let scope = Scope::new(Arc::new(caller), bench.desk.clone()).with_key(key.map(str::to_owned));
    let request = Request::new(document).variables(Variables::from_json(json!({ "input": input })));
    let response = answer(&schema(), request, scope).await;
    assert!(response.errors.is_empty(), "{:?}", response.errors);
    let data = response.data.into_json().unwrap();
    data.as_object().unwrap().values().next().unwrap().clone()
}

fn feature(id: usize) -> Value {
    json!({"externalId": format!("f{id}"), "name": "Reports"})
}

each_engine! {
    async fn a_system_writes_its_own_records(database) {
        let bench = Bench::new(database).await;
        let written = ask(&bench, UPSERT, json!({"system": "crm", "records": [feature(1), {"externalId": "f2"}]}), None).await;
        assert_eq!(written["stats"], json!({"created": 1, "unchanged": 0, "rejected": 1}));
        assert!(written["results"][0]["id"].as_str().unwrap().starts_with("feat_"));
        assert_eq!(written["results"][1]["problems"], json!([{"code": "REQUIRED", "path": ["name"]}]));
        let gone = ask(&bench, DELETE, json!({"system": "crm", "kind": "FEATURE", "externalIds": ["f1"]}), None).await;
        assert_eq!((&gone["results"], &gone["stats"]), (&json!([{"outcome": "DELETED"}]), &json!({"deleted": 1})));
    }

    async fn a_batch_is_refused_as_a_whole(database) {
        let bench = Bench::new(database).await;
        let before = bench.log_length().await;
        let many: Vec<Value> = (0..1_001).map(feature).collect();
        for (input, code, field) in [
            (json!({"system": "erp", "records": [feature(1)]}), "FORBIDDEN", Value::Null),
            (json!({"system": "crm", "records": []}), "INVALID", json!(["records"])),
            (json!({"system": "crm", "records": many}), "TOO_MANY", json!(["records"])),
        ] {
            let refused = ask(&bench, UPSERT, input, None).await;
            assert_eq!(refused["userErrors"], json!([{"code": code, "field": field}]));
            assert_eq!(refused["results"], json!([]));
        }
        let own = ask(&bench, UPSERT, json!({"system": "Vitrine", "records": [feature(1)]}), None).await;
        assert_eq!(own["userErrors"][0], json!({"code": "INVALID", "field": ["system"]}));
        let kind = ask(&bench, DELETE, json!({"system": "crm", "kind": "TICKET", "externalIds": ["t"]}), None).await;
        assert_eq!(kind["userErrors"], json!([{"code": "FORBIDDEN", "field": null}]));
        assert_eq!(bench.log_length().await, before);
    }

    async fn a_key_writes_once(database) {
        let bench = Bench::new(database).await;
        let input = json!({"system": "crm", "records": [feature(1)]});
        let first = ask(&bench, UPSERT, input.clone(), Some("k")).await;
        assert_eq!(first["results"][0]["outcome"], "CREATED");
        assert_eq!(ask(&bench, UPSERT, input.clone(), Some("k")).await, first);
        assert_eq!(ask(&bench, UPSERT, input, Some("k2")).await["results"][0]["outcome"], "UNCHANGED");
    }
}
