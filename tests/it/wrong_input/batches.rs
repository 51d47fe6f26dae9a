//! Wrong input to what systems send.

use entity::enums::Role;
use serde_json::{Value, json};

use super::rows::rows;
use super::{long, request_errors, with, wrong};
use crate::common::api::{Actor, at, refusals};
use crate::common::each_engine;
use crate::common::world::World;

/// Sends one row; its outcome and problems as `CODE path`, or the errors of the request or of the input.
async fn send(actor: &Actor, noun: &str, row: Value) -> (String, Vec<String>) {
    let field = format!("{noun}Upsert");
    let selection = "results { outcome problems { code path } } userErrors { code field }";
    let answer = actor.try_mutate(&field, json!({"system": "crm", "records": [row]}), selection).await;
    let errors = request_errors(&answer);
    if !errors.is_empty() {
        return (String::new(), errors);
    }
    let payload = &answer.body["data"][&field];
    let result = &payload["results"][0];
    let problems =
        result["problems"].as_array().into_iter().flatten().map(|problem| at(&problem["code"], &problem["path"]));
    let outcome = result["outcome"].as_str().unwrap_or_default().to_owned();
    (outcome, refusals(payload).into_iter().chain(problems).collect())
}

each_engine! {
    async fn every_upsert(database) {
        let world = World::new(database).await;
        let admin = world.actor(Role::Admin);
        let mut wrong = Vec::new();
        for (noun, good, cases) in rows() {
            let before = world.log_length().await;
            for (patch, expected) in cases {
                let shown = patch.to_string().chars().take(120).collect::<String>();
                let found = send(&admin, noun, with(&good, patch)).await;
                if found != ("REJECTED".to_owned(), vec![expected.to_owned()]) {
                    wrong.push(format!("{noun} {shown}: {found:?}, expected {expected}"));
                }
            }
            let refused: [(Value, &str); 4] = [
                (json!({"externalId": "(absent)"}), "INVALID externalId"),
                (json!({"colour": "red"}), "INVALID colour"),
                (json!({"updatedAt": "yesterday"}), "INVALID updatedAt"),
                (json!({"externalId": {"id": 1}}), "INVALID externalId"),
            ];
            for (patch, expected) in refused {
                let found = send(&admin, noun, with(&good, patch.clone())).await;
                assert_eq!(found, ("REJECTED".to_owned(), vec![expected.to_owned()]), "{noun} {patch}");
            }
            for name in [String::new(), long(256)] {
                let (outcome, found) = send(&admin, noun, with(&good, json!({"externalId": name}))).await;
                assert!(outcome == "REJECTED" && found.len() == 1 && found[0].ends_with("externalId"), "{noun}: {found:?}");
            }
            assert_eq!(world.log_length().await, before, "{noun}: something was written");

            // The good row is good; sent again with an older stamp it changes nothing and says so.
            let good = with(&good, json!({"updatedAt": "2026-02-02T00:00:00Z"}));
            assert_eq!(send(&admin, noun, good.clone()).await, ("CREATED".to_owned(), vec![]), "{noun}");
            let before = world.log_length().await;
            let stale = with(&good, json!({"updatedAt": "2026-01-01T00:00:00Z"}));
            assert_eq!(send(&admin, noun, stale).await, ("UNCHANGED".to_owned(), vec!["STALE updatedAt".to_owned()]), "{noun}");
            assert_eq!(send(&admin, noun, good).await, ("UNCHANGED".to_owned(), vec![]), "{noun}");
            assert_eq!(world.log_length().await, before, "{noun}: something was written");
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    async fn batches_and_deletes(database) {
        let world = World::new(database).await;
        let admin = world.actor(Role::Admin);
        let before = world.log_length().await;
        let row = json!({"externalId": "x", "name": "X"});
        let refused = |input: Value| {
            let admin = admin.clone();
            async move { wrong(&admin, "featuresUpsert", input).await }
        };
        assert_eq!(refused(json!({"system": "crm", "records": []})).await, ["INVALID records"]);
        assert_eq!(refused(json!({"system": "crm", "records": vec![row.clone(); 1_001]})).await, ["TOO_MANY records"]);
        assert_eq!(refused(json!({"system": "", "records": [row]})).await, ["INVALID system"]);
        assert_eq!(refused(json!({"system": long(256), "records": [row]})).await, ["INVALID system"]);
        assert_eq!(refused(json!({"records": [row]})).await, ["BAD_USER_INPUT"]);
        let delete = |input: Value| {
            let admin = admin.clone();
            async move { wrong(&admin, "recordsDelete", input).await }
        };
        assert_eq!(delete(json!({"system": "crm", "kind": "CONTACT", "externalIds": []})).await, ["INVALID externalIds"]);
        assert_eq!(delete(json!({"system": "crm", "kind": "CONTACT", "externalIds": vec!["x"; 1_001]})).await, ["TOO_MANY externalIds"]);
        assert_eq!(delete(json!({"system": "crm", "kind": "DRAGON", "externalIds": ["x"]})).await, ["BAD_USER_INPUT"]);
        assert_eq!(delete(json!({"kind": "CONTACT", "externalIds": ["x"]})).await, ["BAD_USER_INPUT"]);
        let selection = "results { outcome problems { code } } userErrors { code }";
        let unknown = json!({"system": "crm", "kind": "CONTACT", "externalIds": ["nobody"]});
        let payload = admin.mutate("recordsDelete", unknown, selection).await;
        assert_eq!(payload["results"][0]["outcome"], "UNCHANGED", "{payload:#}");
        assert_eq!(world.log_length().await, before);
    }
}
