//! Updates that say nothing: they renew no clock, end no ladder, and change nothing.

use apollo_compiler::Schema;
use chrono::TimeDelta;
use entity::enums::Role;
use serde_json::{Value, json};
use vitrine::graphql::sdl;

use crate::common::api::Actor;
use crate::common::each_engine;
use crate::common::world::World;

const REQUEST: &str = "changed request { version overdue status nextUpdateDue putOffs escalations { level to { name } } comments { totalCount } }";

/// An update that must be taken: the request afterwards, and whether it says that something changed.
async fn says(actor: &Actor, id: &Value, more: Value) -> (Value, bool) {
    let mut input = json!({"id": id});
    input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let payload = actor.does("requestUpdate", input, REQUEST).await;
    (payload["request"].clone(), payload["changed"].as_bool().unwrap())
}

#[test]
fn every_update_tells_whether_it_changed_anything() {
    let schema = Schema::parse(sdl(), "schema.graphql").unwrap();
    let mutations = schema.get_object("Mutation").unwrap();
    let mut updates = Vec::new();
    for (name, mutation) in &mutations.fields {
        let input = schema.get_input_object(mutation.arguments[0].ty.inner_named_type()).unwrap();
        let stands = ["expectedVersion"].iter().any(|field| input.fields.contains_key(*field));
        let payload = schema.get_object(mutation.ty.inner_named_type()).unwrap();
        let changed = payload.fields.get("changed").map(|field| field.ty.to_string());
        if stands || changed.is_some() || name.ends_with("Update") {
            assert_eq!(changed.as_deref(), Some("Boolean!"), "{name}");
            updates.push(name.to_string());
        }
    }
    let known =
        ["accountUpdate", "healthOverride", "requestClose", "requestTellCustomer", "requestUpdate", "riskAnswer"];
    assert!(known.iter().all(|known| updates.iter().any(|update| update == known)), "{updates:?}");
}

each_engine! {
    async fn an_update_that_says_nothing_renews_nothing(database) {
        let world = World::new(database).await;
        let id = world.request().await["id"].clone();
        let pia = world.actor(Role::Product);
        world.app.advance(TimeDelta::days(9)).await;
        let (before, _) = says(&pia, &id, json!({"status": "OPEN"})).await;
        assert_eq!((&before["overdue"], &before["version"]), (&json!(true), &json!(1)));
        let told = before["escalations"].as_array().unwrap().len();
        assert!(told >= 2, "{before:#}");
        let log = world.log_length().await;

        for nothing in [json!({"id": id}), json!({"id": id, "expectedVersion": 1}), json!({"id": id, "comment": " "})] {
            assert_eq!(pia.is_refused("requestUpdate", nothing).await, ["INVALID"]);
        }
        let standing = json!({
            "status": "OPEN", "urgency": "NORMAL", "department": "PRODUCT", "ownerId": world.people["pia"], "resolution": null,
            "nextUpdateDue": before["nextUpdateDue"],
        });
        assert_eq!(says(&pia, &id, standing.clone()).await, (before.clone(), false));
        for (key, value) in standing.as_object().unwrap() {
            let one = says(&pia, &id, json!({key.as_str(): value})).await;
            assert_eq!(one, (before.clone(), false), "{key}");
        }
        assert_eq!(world.log_length().await, log);

        // A short word stands as a comment and renews nothing; said again it is not even that.
        let (short, changed) = says(&pia, &id, json!({"comment": "On it."})).await;
        assert_eq!((changed, &short["overdue"], &short["version"]), (true, &json!(true), &json!(1)));
        assert_eq!(short["comments"]["totalCount"], 1);
        assert_eq!(says(&pia, &id, json!({"comment": "On it."})).await, (short.clone(), false));
        world.app.advance(TimeDelta::hours(64)).await;
        let query = "query($id: ID!) { node(id: $id) { ... on CustomerRequest { escalations { level } } } }";
        let silent = pia.gql(query, json!({"id": id})).await;
        assert_eq!(silent.data()["node"]["escalations"].as_array().unwrap().len(), 3, "the ladder went on");

        // News renews; the same news in other letters does not.
        let (long, _) = says(&pia, &id, json!({"comment": "The vendor looks into it."})).await;
        assert_eq!((&long["overdue"], &long["version"]), (&json!(false), &json!(2)));
        world.app.advance(TimeDelta::days(8)).await;
        let (again, changed) = says(&pia, &id, json!({"comment": "the vendor  LOOKS into it."})).await;
        assert_eq!((changed, &again["overdue"], &again["version"]), (true, &json!(true), &json!(2)));
        for news in [
            json!({"status": "IN_PROGRESS"}), json!({"urgency": "HIGH"}), json!({"department": "CS"}),
            json!({"ownerId": world.people["cleo"]}), json!({"resolution": "It is built."}),
        ] {
            world.app.advance(TimeDelta::days(15)).await;
            let (renewed, changed) = says(&world.actor(Role::Cs), &id, news.clone()).await;
            assert_eq!((changed, &renewed["overdue"]), (true, &json!(false)), "{news}");
        }
    }

    async fn who_puts_off_says_why_and_is_told_of(database) {
        let world = World::new(database).await;
        let id = world.request().await["id"].clone();
        let pia = world.actor(Role::Product);
        let day = |days: i64| world.app.clock.now() + TimeDelta::days(days);
        let off = |days: i64, why: &str| json!({"nextUpdateDue": day(days), "comment": why});
        assert_eq!(pia.is_refused("requestUpdate", json!({"id": id, "nextUpdateDue": day(20)})).await, ["REQUIRED comment"]);
        let (nearer, changed) = says(&pia, &id, json!({"nextUpdateDue": day(3)})).await;
        assert_eq!((changed, &nearer["putOffs"]), (true, &json!(0)), "an earlier date needs no word");

        let (_, _) = says(&pia, &id, off(20, "Not yet.")).await;
        assert_eq!(pia.is_refused("requestUpdate", json!({"id": id, "nextUpdateDue": day(30), "comment": "Not yet."})).await, ["REQUIRED comment"]);
        let (second, _) = says(&pia, &id, off(30, "No time.")).await;
        assert_eq!((&second["putOffs"], &second["escalations"]), (&json!(2), &json!([])));
        let (third, _) = says(&pia, &id, off(40, "Still none.")).await;
        assert_eq!(third["putOffs"], 3);
        assert_eq!(third["escalations"], json!([{"level": 2, "to": {"name": "petra"}}]), "the owner's manager");
        let history = "query($id: ID!) { account(by: {id: $id}) { history(kinds: [REQUEST], first: 50) { nodes { summary actor { name } } } } }";
        let lines = pia.gql(history, json!({"id": world.acme})).await.data()["account"]["history"]["nodes"].clone();
        let line = json!({"summary": "Put off 3 times in a row, \"Export to CSV\": petra was told", "actor": {"name": "pia"}});
        assert!(lines.as_array().unwrap().contains(&line), "{lines:#}");

        // Once more is no news to her; a change begins the count anew, and a long comment does not.
        let (fourth, _) = says(&pia, &id, off(50, "Next week.")).await;
        assert_eq!(fourth["escalations"].as_array().unwrap().len(), 1);
        let (commented, _) = says(&pia, &id, json!({"comment": "We wait for the vendor."})).await;
        assert_eq!(commented["putOffs"], 4);
        let (moved, _) = says(&pia, &id, json!({"status": "IN_PROGRESS"})).await;
        assert_eq!(moved["putOffs"], 0);
        for (days, why) in [(20, "One"), (30, "Two")] {
            says(&pia, &id, off(days, why)).await;
        }
        let (fresh, _) = says(&pia, &id, json!({"urgency": "LOW", "nextUpdateDue": day(40)})).await;
        assert_eq!((&fresh["putOffs"], fresh["escalations"].as_array().unwrap().len()), (&json!(0), 1));
        // A date that was put off and is missed has a ladder of its own.
        world.app.advance(TimeDelta::days(44)).await;
        let (late, _) = says(&pia, &id, json!({"status": "IN_PROGRESS"})).await;
        let levels: Vec<_> = late["escalations"].as_array().unwrap().iter().map(|step| step["level"].clone()).collect();
        assert_eq!(levels, [2, 1, 2, 3]);
    }

    async fn what_stands_already_is_not_written_again(database) {
        let world = World::new(database).await;
        let admin = world.actor(Role::Admin);
        let now = world.app.clock.now();
        let risk = world.risk("UNPROVEN_SATISFACTION").await;
        for (field, input) in [
            ("accountUpdate", json!({
                "id": world.acme, "name": "Acme Ltd", "domain": "ACME.example", "status": "CUSTOMER", "touchModel": null, "phase": "VALUE",
                "segment": "Mid", "industry": null, "employees": 7, "startedOn": "2025-09-01", "firstValueAt": "2025-10-01T00:00:00.5Z",
                "team": [{"memberId": world.people["cleo"], "role": "CSM"}], "attributes": {"tier": "gold", "none": null},
            })),
            ("healthOverride", json!({"accountId": world.acme, "score": 50.5, "reason": "They told me.", "until": now + TimeDelta::days(9)})),
            ("riskAnswer", json!({"id": risk["id"], "state": "ACKNOWLEDGED", "reason": "I know."})),
        ] {
            let first = admin.does(field, input.clone(), "changed").await;
            assert_eq!(first["changed"], true, "{field}");
            let log = world.log_length().await;
            for _ in 0..2 {
                world.app.clock.advance_to(world.app.clock.now() + TimeDelta::minutes(1));
                let again = admin.does(field, input.clone(), "changed").await;
                assert_eq!(again["changed"], false, "{field}");
            }
            assert_eq!(world.log_length().await, log, "{field}");
            let mut other = input.clone();
            other[if field == "accountUpdate" { "segment" } else { "reason" }] = json!("Another");
            assert_eq!(admin.does(field, other, "changed").await["changed"], true, "{field}");
        }
        let refused = admin.mutate("accountUpdate", json!({"id": world.acme}), "changed account { id } userErrors { code field }").await;
        assert_eq!(refused, json!({"changed": false, "account": null, "userErrors": [{"code": "INVALID", "field": null}]}));
    }
}
