//! Who a caller is: nobody passes for another one.

use entity::enums::Role;
use serde_json::{Value, json};
use vitrine::auth::Identity;
use vitrine::domain::access::Rights;

use crate::common::api::{Actor, TestApp};
use crate::common::each_engine;
use crate::common::server::vitrine;
use crate::common::world::World;

/// The token of an integration with all scopes of features.
fn robot(app: &TestApp, claims: &Value) -> Actor {
    let mut all = json!({"sub": "robot", "roles": ["INTEGRATION"], "scope": "read write:features", "system": "crm"});
    for (name, value) in claims.as_object().unwrap() {
        all[name] = value.clone();
    }
    app.bearer(all)
}

/// Sends a feature under the key `k-1`: outcome, and whether the answer was a replay.
async fn feature(actor: &Actor, system: &str, id: &str) -> Value {
    let query = "mutation($input: FeaturesUpsertInput!) { featuresUpsert(input: $input) {
        results { outcome externalId } userErrors { code } } }";
    let input = json!({"system": system, "records": [{"externalId": id, "name": id}]});
    let answer = actor.gql_with(query, json!({"input": input}), &[("idempotency-key", "k-1")]).await;
    if answer.body["errors"].is_null() {
        answer.body["data"]["featuresUpsert"]["results"][0].clone()
    } else {
        json!(answer.errors())
    }
}

each_engine! {
    async fn integrations_that_share_a_subject_do_not_share_their_keys(database) {
        let app = TestApp::new(database).await;
        let base = robot(&app, &json!({}));
        assert_eq!(feature(&base, "crm", "f1").await["outcome"], "CREATED");
        // Another system, issuer or client under the same key: neither a replay nor IDEMPOTENCY_KEY_REUSED.
        let others = [
            ("erp", json!({"system": "erp"})),
            ("crm", json!({"iss": "https://id.example"})),
            ("crm", json!({"azp": "billing"})),
            ("crm", json!({"client_id": "crm"})),
            ("crm", json!({"iss": "https://id.example", "azp": "billing"})),
        ];
        for (number, (system, claims)) in others.iter().enumerate() {
            let id = format!("g{number}");
            let done = feature(&robot(&app, claims), system, &id).await;
            assert_eq!(done, json!({"outcome": "CREATED", "externalId": id}), "{claims}");
        }
        assert_eq!(feature(&base, "crm", "f1").await, json!({"outcome": "CREATED", "externalId": "f1"}), "a replay of its own");
        assert_eq!(feature(&base, "crm", "f2").await, json!(["IDEMPOTENCY_KEY_REUSED featuresUpsert"]));
    }

    async fn a_name_in_a_token_is_nobodys(database) {
        let world = World::new(database).await;
        let mallory = world.app.bearer(json!({"sub": "mallory", "roles": ["CS"], "name": "eve", "email": "eve@vendor.example"}));
        let request = world.request().await;
        let input = json!({"id": request["id"], "body": "Eve says yes."});
        let comment = mallory.does("requestComment", input, "comment { author { kind name member { name } } }").await;
        assert_eq!(comment["comment"]["author"], json!({"kind": "MEMBER", "name": "mallory", "member": null}));
        let log = world.actor(Role::Admin).gql("{ changes(first: 250) { nodes { actor { name member { name } } } } }", json!({})).await;
        let last = log.data()["changes"]["nodes"].as_array().unwrap().iter().map(|node| node["actor"].clone()).find(|actor| actor["name"] != "ada");
        assert_ne!(last, None);
        let named: Vec<_> = log.data()["changes"]["nodes"].as_array().unwrap().iter().filter(|node| node["actor"]["name"] == "eve").collect();
        assert!(named.is_empty(), "{named:?}");
    }
}

#[test]
fn no_two_callers_have_one_key() {
    let caller = |issuer: Option<&str>, subject: &str, system: Option<&str>, client: Option<&str>| {
        let owned = |text: &str| text.to_owned();
        let rights = Rights { system: system.map(owned), ..Rights::default() };
        let (issuer, client) = (issuer.map(owned), client.map(owned));
        Identity { subject: subject.to_owned(), issuer, client, emails: Vec::new(), rights }.key()
    };
    let keys = [
        caller(None, "a", None, None),
        caller(Some("a"), "", None, None),
        caller(Some(""), "a", None, None),
        caller(None, "a", Some(""), None),
        caller(None, "a", None, Some("")),
        caller(None, "ab", None, None),
        caller(Some("a"), "b", None, None),
        caller(None, "a", Some("b"), None),
        caller(None, "a", None, Some("b")),
        caller(None, "", Some("a"), Some("b")),
        caller(None, "", Some("ab"), None),
    ];
    let different: std::collections::BTreeSet<_> = keys.iter().collect();
    assert_eq!(different.len(), keys.len());
    assert_eq!(caller(None, "a", None, None), keys[0]);
}

#[test]
fn each_system_has_a_subject_of_its_own() {
    let subject = |words: &[&str]| {
        use base64::Engine;
        let output = vitrine().arg("token").args(words).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let token = String::from_utf8(output.stdout).unwrap();
        let body = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
        serde_json::from_slice::<Value>(&body).unwrap()["sub"].clone()
    };
    assert_eq!(subject(&["--role", "INTEGRATION", "--system", "crm"]), "crm");
    assert_eq!(subject(&["--role", "INTEGRATION", "--system", "erp"]), "erp");
    assert_eq!(subject(&["--role", "INTEGRATION", "--system", "erp", "--sub", "robot"]), "robot");
    assert_eq!(subject(&["--role", "CS"]), "cs");
}
