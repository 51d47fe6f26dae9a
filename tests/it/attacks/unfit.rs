//! One wrong value in a batch: its record is rejected at its place, and its neighbours go in.

use entity::enums::Role;
use serde_json::{Value, json};

use crate::common::api::{Actor, at};
use crate::common::each_engine;
use crate::common::world::World;

const RESULTS: &str = "stats { created updated rejected } results { index externalId outcome id problems { code path message retryable } } userErrors { code field }";

fn ticket(id: &str, more: Value) -> Value {
    let mut row = json!({"externalId": id, "account": {"system": "crm", "id": "acme"}, "subject": id, "openedAt": "2026-01-01T00:00:00Z"});
    row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    row
}

/// Each result as `INDEX KEY OUTCOME CODE path`.
fn told(payload: &Value) -> Vec<String> {
    let results = payload["results"].as_array().unwrap_or_else(|| panic!("{payload:#}"));
    let one = |result: &Value| {
        let problem = result["problems"].get(0).map(|problem| format!(" {}", at(&problem["code"], &problem["path"])));
        format!(
            "{} {} {}{}",
            result["index"],
            result["externalId"].as_str().unwrap(),
            result["outcome"].as_str().unwrap(),
            problem.unwrap_or_default()
        )
    };
    results.iter().map(one).collect()
}

async fn upsert(actor: &Actor, records: Value, dry: bool) -> Value {
    actor.mutate("ticketsUpsert", json!({"system": "desk", "records": records, "dryRun": dry}), RESULTS).await
}

/// What no type takes: a record, and where it is wrong.
fn wrong() -> Vec<(Value, &'static str, &'static str)> {
    vec![
        (ticket("w0", json!({"openedAt": "2026-11-31T00:00:00Z"})), "w0", "openedAt"),
        (ticket("w1", json!({"openedAt": "yesterday"})), "w1", "openedAt"),
        (ticket("w2", json!({"closedAt": 7})), "w2", "closedAt"),
        (ticket("w3", json!({"severity": "P1"})), "w3", "severity"),
        (ticket("w4", json!({"minutes": 3_000_000_000_u32})), "w4", "minutes"),
        (ticket("w5", json!({"minutes": 50.5})), "w5", "minutes"),
        (ticket("w6", json!({"escalated": "yes"})), "w6", "escalated"),
        (ticket("w7", json!({"subject": 12})), "w7", "subject"),
        (ticket("w8", json!({"account": {"system": "crm"}})), "w8", "account.id"),
        (ticket("w9", json!({"account": "acme"})), "w9", "account"),
        (ticket("w10", json!({"colour": "red"})), "w10", "colour"),
        (ticket("w11", json!({"externalId": null})), "", "externalId"),
        (ticket("w12", json!({"externalId": 1.5})), "", "externalId"),
        (json!({"subject": "no key"}), "", "externalId"),
        (json!("a record"), "", ""),
        (Value::Null, "", ""),
        (json!([]), "", ""),
    ]
}

each_engine! {
    async fn a_wrong_value_spoils_its_record_alone(database) {
        let world = World::new(database).await;
        let admin = world.actor(Role::Admin);
        let mut records = Vec::new();
        let mut expected = Vec::new();
        for (number, (record, key, path)) in wrong().into_iter().enumerate() {
            let problem = format!("INVALID {path}");
            records.push(record);
            expected.push(format!("{} {key} REJECTED {}", 2 * number, problem.trim()));
            records.push(ticket(&format!("good{number}"), json!({})));
            expected.push(format!("{} good{number} CREATED", 2 * number + 1));
        }
        for dry in [true, false] {
            let before = world.log_length().await;
            let payload = upsert(&admin, json!(records), dry).await;
            assert_eq!(told(&payload), expected, "dry: {dry}");
            let many = wrong().len();
            assert_eq!(payload["stats"], json!({"created": many, "updated": 0, "rejected": many}));
            assert!(payload["results"].as_array().unwrap().iter().all(|result| result["outcome"] == "CREATED" || result["id"].is_null()));
            let message = payload["results"][0]["problems"][0]["message"].as_str().unwrap();
            assert!(message.contains("2026-11-31T00:00:00Z"), "{message}");
            assert_eq!(world.log_length().await == before, dry);
        }
        // Of two records with one key the later one is told by its place among all.
        let doubles = json!([ticket("x", json!({})), ticket("bad", json!({"severity": "P1"})), ticket("x", json!({"subject": "later"}))]);
        let payload = upsert(&admin, doubles, false).await;
        assert_eq!(told(&payload), ["0 x CREATED SUPERSEDED", "1 bad REJECTED INVALID severity", "2 x UPDATED"]);
        let message = &payload["results"][0]["problems"][0]["message"];
        assert!(message.as_str().unwrap().contains("record 2 "), "{message}");
        // A value is not repeated at length, and a single record may stand for a list of one.
        let long = upsert(&admin, ticket("long", json!({"openedAt": "9".repeat(5_000)})), false).await;
        assert_eq!(told(&long), ["0 long REJECTED INVALID openedAt"]);
        assert!(long["results"][0]["problems"][0]["message"].as_str().unwrap().len() < 300);
    }

    async fn every_kind_rejects_alone(database) {
        let world = World::new(database).await;
        let admin = world.actor(Role::Admin);
        for &kind in entity::enums::RecordKind::ALL {
            let noun = kind.noun();
            let rows = json!([{"externalId": "a", "updatedAt": "soon"}, {"externalId": "b", "colour": 1}, 7]);
            let payload = admin.mutate(&format!("{noun}Upsert"), json!({"system": "crm", "records": rows}), RESULTS).await;
            let told = told(&payload);
            assert!(told.iter().all(|result| result.contains("REJECTED INVALID")), "{noun}: {told:?}");
            assert_eq!((payload["stats"]["rejected"].clone(), payload["userErrors"].clone()), (json!(3), json!([])), "{noun}");
        }
    }

    async fn a_key_that_is_none_is_rejected_alone(database) {
        let world = World::new(database).await;
        let admin = world.actor(Role::Admin);
        admin.sends("features", "crm", json!([{"externalId": "f", "name": "F"}])).await;
        let input = json!({"system": "crm", "kind": "FEATURE", "externalIds": [null, "f", {"id": "f"}, "g", 1.5]});
        let payload = admin.mutate("recordsDelete", input, RESULTS).await;
        let no_key = "REJECTED INVALID externalIds";
        assert_eq!(told(&payload), [format!("0  {no_key}"), "1 f DELETED".to_owned(), format!("2  {no_key}"), "3 g UNCHANGED".to_owned(), format!("4  {no_key}")]);

        let apart = "mutation($ids: [ID!]!) { recordsDelete(input: {system: \"crm\", kind: FEATURE, externalIds: $ids}) { results { index externalId outcome problems { code path } } } }";
        let answer = admin.gql(apart, json!({"ids": ["g", false]})).await;
        assert_eq!(told(&answer.data()["recordsDelete"]), ["0 g UNCHANGED".to_owned(), format!("1  {no_key}")]);
        // Where the keys are used elsewhere too they are one value.
        let shared = "mutation($ids: [ID!]!) {
            recordsDelete(input: {system: \"crm\", kind: FEATURE, externalIds: $ids}) { results { outcome } }
            touchpointRecord(input: {account: {id: \"x\"}, channel: CALL, direction: BOTH, initiation: PLANNED, occurredAt: \"2026-01-01T00:00:00Z\", contactIds: $ids}) { changed: __typename } }";
        assert_eq!(admin.gql(shared, json!({"ids": ["g", false]})).await.errors().len(), 1);
    }

    async fn everything_else_stays_an_error_of_the_request(database) {
        let world = World::new(database).await;
        let admin = world.actor(Role::Admin);
        let log = world.log_length().await;
        let by_variable = "mutation($i: TicketsUpsertInput!) { ticketsUpsert(input: $i) { results { outcome } } }";
        let good = ticket("t", json!({}));
        for input in [
            json!({"system": 7, "records": [good]}), json!({"records": [good]}), json!({"system": "desk"}), json!({"system": "desk", "records": null}),
            json!({"system": "desk", "records": [good], "dryRun": "no"}), json!({"system": "desk", "records": [good], "colour": 1}), json!([good]), json!(null),
        ] {
            let answer = admin.gql(by_variable, json!({"i": input})).await;
            assert!(answer.errors().iter().all(|error| error.starts_with("BAD_USER_INPUT")) && !answer.errors().is_empty(), "{input}: {answer:?}");
        }
        let literal = |value: &str| format!("mutation {{ ticketsUpsert(input: {{system: \"desk\", records: [{{externalId: \"a\", {value}}}]}}) {{ results {{ outcome }} }} }}");
        for value in ["openedAt: \"2026-11-31T00:00:00Z\"", "severity: P1", "minutes: 3000000000", "colour: 1"] {
            assert_eq!(admin.gql(&literal(value), json!({})).await.errors().len(), 1, "{value}");
        }
        assert_eq!(world.log_length().await, log);
        // The records alone as a variable, twice, under a fragment and an alias.
        let apart = "mutation($r: [TicketRowInput!]!) { ...Both } fragment Both on Mutation {
            dry: ticketsUpsert(input: {system: \"desk\", records: $r, dryRun: true}) { results { index externalId outcome problems { code path } } }
            ticketsUpsert(input: {system: \"desk\", records: $r}) { results { index externalId outcome problems { code path } } } }";
        let answer = admin.gql(apart, json!({"r": [ticket("t", json!({"severity": "P1"})), ticket("u", json!({}))]})).await;
        for key in ["dry", "ticketsUpsert"] {
            assert_eq!(told(&answer.data()[key]), ["0 t REJECTED INVALID severity", "1 u CREATED"], "{key}");
        }
    }

    async fn counts_and_keys_know_of_them(database) {
        let world = World::new(database).await;
        let admin = world.actor(Role::Admin);
        let mut records = vec![ticket("bad", json!({"severity": "P1"})); 1_000];
        let all = upsert(&admin, json!(records), false).await;
        assert_eq!(all["stats"]["rejected"], 1_000);
        records.push(ticket("good", json!({})));
        let many = upsert(&admin, json!(records), false).await;
        assert_eq!((&many["results"], &many["userErrors"]), (&json!([]), &json!([{"code": "TOO_MANY", "field": ["records"]}])));

        let query = format!("mutation($i: TicketsUpsertInput!) {{ ticketsUpsert(input: $i) {{ {RESULTS} }} }}");
        let key = [("Idempotency-Key", "batch")];
        let sent = |minutes: Value| json!({"i": {"system": "desk", "records": [ticket("k", json!({})), ticket("bad", json!({"minutes": minutes}))]}});
        let first = admin.gql_with(&query, sent(json!(1.5)), &key).await;
        assert_eq!(told(&first.data()["ticketsUpsert"]), ["0 k CREATED", "1 bad REJECTED INVALID minutes"]);
        let again = admin.gql_with(&query, sent(json!(1.5)), &key).await;
        assert_eq!((again.data(), &again.body["extensions"]["idempotentReplay"]), (first.data(), &json!(true)));
        let mut other = sent(json!(1.5));
        let row = other["i"]["records"][1].as_object_mut().unwrap();
        let opened = row.shift_remove("openedAt").unwrap();
        row.shift_insert(0, "openedAt".to_owned(), opened);
        assert_eq!(admin.gql_with(&query, other, &key).await.data(), first.data(), "the order of fields says nothing");
        assert_eq!(admin.gql_with(&query, sent(json!(2.5)), &key).await.errors(), ["IDEMPOTENCY_KEY_REUSED ticketsUpsert"]);
    }
}
