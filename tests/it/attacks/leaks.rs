//! Figures that only some may read, by every way out.

use entity::enums::Role;
use serde_json::{Value, json};
use vitrine::domain::access::{Group, Rights, reason_group};

use crate::common::each_engine;
use crate::common::secrets::tell;
use crate::common::world::World;

/// Minutes that were booked, on a time entry, a ticket and touchpoints; no two sums of them are the same.
const BOOKED: [i64; 4] = [2_777, 4_271, 3_313, 1_049];

const DOORS: &str = "query($id: ID!, $nodes: [ID!]!) {
    account(by: {id: $id}) {
        profitability { minutes }
        health { reasons { ...R } caps { ...R } contributions { reason { ...R } } }
        quadrant { reasons { ...R } }
        risks(first: 50) { nodes { reasons { ...R } } }
        history(first: 100) { nodes { summary record { __typename ...N } } }
    }
    nodes(ids: $nodes) { __typename ...N }
    changes(first: 250) { nodes { recordType after } }
    policy { document }
}
fragment R on Reason { text value threshold next }
fragment N on Node { ... on Touchpoint { touch: minutes } ... on TimeEntry { entry: minutes } ... on Ticket { id subject effort reopens } }";

/// Every number of an answer, also in texts.
fn numbers(value: &Value, found: &mut Vec<i64>) {
    match value {
        Value::Number(number) => found.extend(number.as_i64()),
        Value::String(text) => {
            let words = text.split(|letter: char| !letter.is_alphanumeric());
            found.extend(words.filter_map(|word| word.parse::<i64>().ok()));
        }
        Value::Array(items) => items.iter().for_each(|item| numbers(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| numbers(field, found)),
        Value::Null | Value::Bool(_) => {}
    }
}

each_engine! {
    async fn booked_minutes_cannot_be_summed(database) {
        let world = World::new(database).await;
        let admin = world.actor(Role::Admin);
        let account = json!({"system": "crm", "id": "acme"});
        let [entry, ticket, touch, own] = BOOKED;
        let mut nodes = admin.sends("timeEntries", "crm", json!([{"externalId": "t", "account": account, "on": "2026-02-01", "minutes": entry}])).await;
        nodes.extend(admin.sends("tickets", "crm", json!([{"externalId": "t", "account": account, "severity": "SEV3",
            "openedAt": "2026-02-01T10:00:00Z", "closedAt": "2026-02-02T10:00:00Z", "minutes": ticket}])).await);
        nodes.extend(admin.sends("touchpoints", "crm", json!([{"externalId": "t", "account": account, "channel": "CALL",
            "direction": "OUTBOUND", "occurredAt": "2026-02-01T10:00:00Z", "minutes": touch}])).await);
        // Whoever records one reads their own minutes in the payload, and only there.
        let pia = world.actor(Role::Product);
        let input = json!({"account": {"id": world.acme}, "channel": "CALL", "direction": "OUTBOUND", "initiation": "PLANNED",
            "occurredAt": world.app.clock.now(), "minutes": own});
        let payload = pia.does("touchpointRecord", input.clone(), "minutes touchpoint { id }").await;
        assert_eq!(payload["minutes"], own);
        nodes.push(payload["touchpoint"]["id"].as_str().unwrap().to_owned());
        let denied = pia.try_mutate("touchpointRecord", input, "touchpoint { minutes }").await;
        assert_eq!((denied.errors(), &denied.body["data"]["touchpointRecord"]["touchpoint"]["minutes"]),
            (vec!["FORBIDDEN touchpointRecord.touchpoint.minutes".to_owned()], &Value::Null));

        let sums: Vec<i64> = (1..16).map(|which| (0..4).filter(|at| which >> at & 1 == 1).map(|at| BOOKED[at]).sum()).collect();
        // Each write on one account is a microsecond after the one before: all of them lie before this moment.
        let written = world.app.clock.now() + chrono::TimeDelta::milliseconds(500);
        world.app.clock.advance_to(written + chrono::TimeDelta::milliseconds(500));
        let past = format!("account(by: {{id: $id}}, asOf: \"{}\")", written.to_rfc3339());
        for query in [DOORS.to_owned(), DOORS.replace("account(by: {id: $id})", &past)] {
            for role in [Role::Product, Role::Sales, Role::Marketing, Role::Support, Role::Cs] {
                let answer = world.actor(role).gql(&query, json!({"id": world.acme, "nodes": nodes})).await;
                let mut seen = Vec::new();
                numbers(&answer.body["data"], &mut seen);
                let open = Rights::of([role]).may_read(Group::Profitability);
                let found: Vec<_> = sums.iter().filter(|sum| seen.contains(sum)).collect();
                assert_eq!(!found.is_empty(), open, "{role:?} reads {found:?}: {:#}", answer.body);
                if open {
                    assert!(BOOKED.iter().all(|minutes| seen.contains(minutes)), "{found:?}: {:#}", answer.body);
                    assert_eq!(answer.data()["account"]["profitability"]["minutes"], entry);
                }
            }
        }
    }

    async fn what_a_reason_rests_on_is_closed_with_its_group(database) {
        let world = World::new(database).await;
        tell(&world).await;
        let query = "query($id: ID!) { account(by: {id: $id}) {
            health { caps { ...R } reasons { ...R } contributions { signal observedAt reason { ...R } } }
            happiness { reasons { ...R } } stage { criteria { reason { ...R } } next { reason { ...R } } }
            quadrant { reasons { ...R } } risks(first: 50) { nodes { reasons { ...R } } } } }
            fragment R on Reason { rule text value threshold observedAt evidence evidenceCount until }";
        let whole = world.actor(Role::Admin).gql(query, json!({"id": world.acme})).await;
        let mut all = Vec::new();
        reasons(whole.data(), &mut all);
        let found = |rule: &str| all.iter().find(|reason| reason["rule"] == rule).unwrap_or_else(|| panic!("no {rule}: {all:#?}"));
        let carpet = found("red_carpet");
        assert!(carpet["evidence"][0].as_str().unwrap().starts_with("mbr_"));
        assert_eq!((&carpet["observedAt"], &carpet["evidenceCount"]), (&json!("2026-01-01T00:00:00.000Z"), &json!(1)));
        assert!(found("profit")["value"].is_string() && found("act")["evidenceCount"] == 1);
        for role in [Role::Cs, Role::Sales, Role::Marketing, Role::Product, Role::Support, Role::Executive] {
            let answer = world.actor(role).gql(query, json!({"id": world.acme})).await;
            let mut seen = Vec::new();
            reasons(answer.data(), &mut seen);
            let expected: Vec<Value> = all.iter().map(|reason| {
                let group = reason_group(reason["rule"].as_str().unwrap()).unwrap_or_else(|| panic!("of no group: {reason:#}"));
                if Rights::of([role]).may_read(group) { reason.clone() } else { closed(reason) }
            }).collect();
            assert_eq!(seen, expected, "{role:?}");
        }
    }

    async fn how_low_the_margin_is_stays_with_those_who_read_it(database) {
        let world = World::new(database).await;
        let query = "query($id: ID!) { account(by: {id: $id}) { quadrant { name recoverable } } }";
        for role in [Role::Cs, Role::Sales, Role::Marketing, Role::Product, Role::Support, Role::Executive, Role::Admin] {
            let answer = world.actor(role).gql(query, json!({"id": world.acme})).await;
            let recoverable = &answer.body["data"]["account"]["quadrant"]["recoverable"];
            if Rights::of([role]).may_read(Group::Profitability) {
                assert_eq!((recoverable, answer.errors()), (&json!(false), Vec::new()), "{role:?}");
            } else {
                assert_eq!((recoverable, answer.errors()), (&Value::Null, vec!["FORBIDDEN account.quadrant.recoverable".to_owned()]), "{role:?}");
            }
        }
    }

    async fn whose_token_is_whose_only_an_admin_reads(database) {
        let world = World::new(database).await;
        let query = "{ changes(filter: {recordTypes: [TEAM_MEMBER]}, first: 50) { nodes { after } } }";
        for role in [Role::Cs, Role::Sales, Role::Marketing, Role::Product, Role::Support, Role::Executive, Role::Admin] {
            let answer = world.actor(role).gql(query, json!({})).await;
            let nodes = answer.data()["changes"]["nodes"].as_array().unwrap();
            assert!(!nodes.is_empty());
            for node in nodes {
                let named = node["after"]["_masked"].as_array().is_some_and(|names| names.contains(&json!("subject")));
                assert_eq!((node["after"]["subject"].is_string(), named), (role == Role::Admin, role != Role::Admin), "{role:?}: {node:#}");
                assert!(node["after"]["name"].is_string());
            }
        }
    }
}

/// Every reason of an answer, in its order.
fn reasons(value: &Value, found: &mut Vec<Value>) {
    match value {
        Value::Object(fields) if fields.contains_key("rule") => found.push(value.clone()),
        Value::Object(fields) => fields.values().for_each(|field| reasons(field, found)),
        Value::Array(items) => items.iter().for_each(|item| reasons(item, found)),
        _ => {}
    }
}

fn closed(reason: &Value) -> Value {
    json!({"rule": reason["rule"], "text": reason["text"], "value": null, "threshold": null, "observedAt": null,
        "evidence": [], "evidenceCount": 0, "until": null})
}
