//! Requests: who owns them, when they want an update, who may touch them, and who hears when nothing comes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use entity::enums::Role;
use serde_json::{Value, json};
use vitrine::job::ladder;

use crate::common::each_engine;
use crate::common::world::World;

const LADDER: &str = "query($id: ID!) { node(id: $id) { ... on CustomerRequest {
    overdue version owner { name } escalations { level at to { name } } } } }";

async fn ladder_of(world: &World, id: &Value) -> Vec<(i64, String, String)> {
    let answer = world.actor(Role::Admin).gql(LADDER, json!({"id": id})).await;
    let steps = answer.data()["node"]["escalations"].as_array().unwrap().clone();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    steps.iter().map(|step| (step["level"].as_i64().unwrap(), text(&step["at"]), text(&step["to"]["name"]))).collect()
}

fn moment(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

each_engine! {
    async fn has_an_owner_and_a_next_update_from_the_first_moment(database) {
        let world = World::new(database).await;
        let now = world.app.clock.now();
        let selection = "request { owner { name } nextUpdateDue raisedAt status version raisedBy { name } }";
        let open = async |role: Role, more: Value| {
            let mut input = json!({"account": {"domain": "ACME.example"}, "title": " Wish ", "department": "PRODUCT"});
            for (key, value) in more.as_object().unwrap() {
                input[key] = value.clone();
            }
            world.actor(role).does("requestOpen", input, selection).await["request"].clone()
        };
        let first = open(Role::Support, json!({"raisedById": world.contacts["dana"]})).await;
        assert_eq!(first["owner"]["name"], "pia", "the account's person in PRODUCT");
        assert_eq!((&first["status"], &first["version"], &first["raisedBy"]["name"]), (&json!("OPEN"), &json!(1), &json!("Dana Dale")));
        for (urgency, days) in [("URGENT", 1), ("HIGH", 2), ("NORMAL", 7), ("LOW", 14)] {
            let request = open(Role::Sales, json!({"urgency": urgency})).await;
            assert_eq!(moment(&request["nextUpdateDue"]) - moment(&request["raisedAt"]), TimeDelta::days(days), "{urgency}");
        }
        let asked = open(Role::Cs, json!({"ownerId": world.people["sue"], "nextUpdateDue": now + TimeDelta::days(90)})).await;
        assert_eq!(asked["owner"]["name"], "sue");
        assert_eq!(moment(&asked["nextUpdateDue"]), now + TimeDelta::days(90));
        assert_eq!(open(Role::Marketing, json!({"department": "MARKETING"})).await["owner"]["name"], "mia", "the opener");
        let late = open(Role::Cs, json!({"raisedAt": now - TimeDelta::days(10)})).await;
        assert_eq!(moment(&late["nextUpdateDue"]), now - TimeDelta::days(3), "an old wish is overdue at once");
    }

    async fn moves_on_by_updates_and_opens_again(database) {
        let world = World::new(database).await;
        let id = world.request().await["id"].clone();
        let pia = world.actor(Role::Product);
        world.app.advance(TimeDelta::days(3)).await;
        let now = world.app.clock.now();
        let selection = "request { status version urgency department nextUpdateDue resolution comments { nodes { body author { name } } } }";
        let input = json!({"id": id, "expectedVersion": 1, "status": "IN_PROGRESS", "urgency": "HIGH", "comment": "On it."});
        let request = pia.does("requestUpdate", input, selection).await["request"].clone();
        assert_eq!((&request["status"], &request["version"]), (&json!("IN_PROGRESS"), &json!(2)));
        assert!(moment(&request["nextUpdateDue"]) - now < TimeDelta::days(2) + TimeDelta::seconds(1));
        assert_eq!(request["comments"]["nodes"], json!([{"body": "On it.", "author": {"name": "pia"}}]));

        let stale = pia.mutate("requestUpdate", json!({"id": id, "expectedVersion": 1}), "request { id } userErrors { code currentVersion }").await;
        assert_eq!(stale, json!({"request": null, "userErrors": [{"code": "CONFLICT", "currentVersion": 2}]}));

        // A comment is no update: it neither counts as a write of the request nor renews anything.
        let commented = pia.does("requestComment", json!({"id": id, "body": "Still on it."}), "request { version nextUpdateDue } comment { body author { kind } }").await;
        assert_eq!((&commented["request"]["version"], &commented["request"]["nextUpdateDue"]), (&json!(2), &request["nextUpdateDue"]));
        assert_eq!(commented["comment"], json!({"body": "Still on it.", "author": {"kind": "MEMBER"}}));

        let tell = json!({"id": id, "channel": "EMAIL", "message": "Done."});
        pia.does("requestTellCustomer", tell.clone(), "request { version }").await;
        let resolved = json!({"id": id, "declined": true, "resolution": "Too dear"});
        assert_eq!(pia.is_refused("requestClose", resolved.clone()).await, ["NOT_TOLD id"], "told before there was an answer");
        pia.does("requestUpdate", json!({"id": id, "status": "ANSWERED", "resolution": "Too dear"}), selection).await;
        world.app.advance(TimeDelta::minutes(1)).await;
        pia.does("requestTellCustomer", tell.clone(), "request { version }").await;
        let declined = pia.does("requestClose", resolved.clone(), selection).await["request"].clone();
        assert_eq!((&declined["status"], &declined["nextUpdateDue"]), (&json!("DECLINED"), &Value::Null));
        assert_eq!(pia.is_refused("requestClose", resolved.clone()).await, ["WRONG_STATE id"]);
        assert_eq!(pia.is_refused("requestTellCustomer", tell.clone()).await, ["WRONG_STATE id"]);
        assert_eq!(pia.is_refused("requestUpdate", json!({"id": id, "urgency": "LOW"})).await, ["WRONG_STATE status"]);

        // The customer comes back. What they were told before does not count for what comes now.
        let again = pia.does("requestUpdate", json!({"id": id, "status": "OPEN"}), "request { status customerToldAt nextUpdateDue }").await;
        assert_eq!((&again["request"]["status"], &again["request"]["customerToldAt"]), (&json!("OPEN"), &Value::Null));
        assert!(again["request"]["nextUpdateDue"].is_string());
        assert_eq!(pia.is_refused("requestClose", resolved).await, ["NOT_TOLD id"]);
    }

    async fn is_touched_by_its_own_people(database) {
        let world = World::new(database).await;
        let id = world.request().await["id"].clone();
        let update = json!({"id": id, "comment": "I see to it."});
        for (subject, role) in [("sam", Role::Sales), ("mia", Role::Marketing), ("sue", Role::Support)] {
            let actor = world.app.person(subject, &[role]);
            for (field, input) in [
                ("requestUpdate", update.clone()),
                ("requestClose", json!({"id": id, "resolution": "Done"})),
                ("requestTellCustomer", json!({"id": id, "channel": "CALL", "message": "Done."})),
            ] {
                assert_eq!(actor.is_refused(field, input).await, ["FORBIDDEN"], "{subject} {field}");
            }
            actor.does("requestComment", json!({"id": id, "body": "I heard of it."}), "comment { id }").await;
        }
        for (subject, role) in [
            ("pia", Role::Product), ("petra", Role::Product), ("cleo", Role::Cs), ("eve", Role::Executive), ("ada", Role::Admin),
        ] {
            world.app.person(subject, &[role]).does("requestUpdate", update.clone(), "request { id }").await;
        }
        // An owner of another department may, and so may the owner's manager, whatever their role.
        world.actor(Role::Cs).does("requestUpdate", json!({"id": id, "ownerId": world.people["sam"]}), "request { id }").await;
        world.actor(Role::Sales).does("requestUpdate", update.clone(), "request { id }").await;
        // A token that is nobody's has no own requests.
        let nobody = world.app.person("nobody", &[Role::Product]);
        assert_eq!(nobody.is_refused("requestUpdate", update).await, ["FORBIDDEN"]);
    }

    async fn climbs_the_ladder_once_and_catches_up(database) {
        let world = World::new(database).await;
        let start = world.app.clock.now();
        let opened = |title: &str, urgency: &str| json!({"account": {"id": world.acme}, "title": title, "department": "PRODUCT", "urgency": urgency});
        let cs = world.actor(Role::Cs);
        let urgent = cs.does("requestOpen", opened("Down", "URGENT"), "request { id nextUpdateDue }").await["request"].clone();
        let normal = cs.does("requestOpen", opened("Wish", "NORMAL"), "request { id }").await["request"]["id"].clone();

        // The server was off for five days: every step that was missed is taken, at its own time, once.
        world.app.advance(TimeDelta::days(5)).await;
        let due = moment(&urgent["nextUpdateDue"]);
        assert!(due - start < TimeDelta::days(1) + TimeDelta::seconds(1));
        let at = |hours: i64| (due + TimeDelta::hours(hours)).to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
        let expected = [(1, at(0), "pia".to_owned()), (2, at(4), "petra".to_owned()), (3, at(72), "eve".to_owned())];
        assert_eq!(ladder_of(&world, &urgent["id"]).await, expected);
        let log = world.log_length().await;
        assert_eq!(ladder::run(&world.app.desk).await.unwrap(), 0);
        assert_eq!(world.log_length().await, log, "nothing is told twice");
        assert_eq!(ladder_of(&world, &normal).await, []);

        // An update ends the ladder; the next silence has one of its own.
        world.actor(Role::Product).does("requestUpdate", json!({"id": urgent["id"], "status": "IN_PROGRESS"}), "request { overdue }").await;
        world.app.advance(TimeDelta::hours(23)).await;
        assert_eq!(ladder_of(&world, &urgent["id"]).await.len(), 3);
        world.app.advance(TimeDelta::hours(2)).await;
        assert_eq!(ladder_of(&world, &urgent["id"]).await[3..].iter().map(|step| step.0).collect::<Vec<_>>(), [1]);

        // A new owner is not told again of what the old one heard; who is nobody's report is led by the leadership.
        cs.does("requestUpdate", json!({"id": normal, "ownerId": world.people["sam"]}), "request { id }").await;
        world.app.advance(TimeDelta::days(7) + TimeDelta::hours(24) + TimeDelta::seconds(1)).await;
        let steps = ladder_of(&world, &normal).await;
        let told: Vec<_> = steps.iter().map(|(level, _, to)| (*level, to.as_str())).collect();
        assert_eq!(told, [(1, "sam"), (3, "eve")], "a level without anybody is skipped, and the next takes its time");
    }

    async fn climbs_in_a_fixed_number_of_statements(database) {
        let world = World::new(database).await;
        let cs = world.actor(Role::Cs);
        let mut counts = Vec::new();
        for many in [2, 2, 20] {
            for index in 0..many {
                let input = json!({"account": {"id": world.acme}, "title": format!("Wish {index}"), "department": "PRODUCT", "urgency": "URGENT"});
                cs.does("requestOpen", input, "request { id }").await;
            }
            world.app.clock.advance_to(world.app.clock.now() + TimeDelta::hours(25));
            let statements = Arc::new(AtomicUsize::new(0));
            let mut desk = world.app.desk.clone();
            let count = |statements: &Arc<AtomicUsize>| {
                let statements = Arc::clone(statements);
                move |_: &sea_orm::metric::Info<'_>| {
                    statements.fetch_add(1, Ordering::SeqCst);
                }
            };
            desk.db.write.set_metric_callback(count(&statements));
            desk.db.read.set_metric_callback(count(&statements));
            assert!(ladder::run(&desk).await.unwrap() >= many);
            counts.push(statements.load(Ordering::SeqCst));
            world.app.advance(TimeDelta::days(5)).await;
        }
        // What the account's last assessments were may cost one statement more or less; requests cost none each.
        assert!(counts[0] > 0 && counts[2] <= counts[1] + 2, "{counts:?}");
    }

    async fn happens_once_for_each_key(database) {
        let world = World::new(database).await;
        let cs = world.actor(Role::Cs);
        let query = "mutation($input: RequestOpenInput!) { requestOpen(input: $input) { request { id title } userErrors { code } } }";
        let input = |title: &str| json!({"input": {"account": {"id": world.acme}, "title": title, "department": "PRODUCT"}});
        let key = [("Idempotency-Key", "first")];
        let first = cs.gql_with(query, input("Wish"), &key).await;
        let log = world.log_length().await;
        let second = cs.gql_with(query, input("Wish"), &key).await;
        assert_eq!(first.data(), second.data());
        assert_eq!((first.body.get("extensions"), &second.body["extensions"]["idempotentReplay"]), (None, &json!(true)));
        assert_eq!(world.log_length().await, log);
        assert_eq!(cs.gql_with(query, input("Other"), &key).await.errors(), ["IDEMPOTENCY_KEY_REUSED requestOpen"]);
        let other = world.actor(Role::Sales).gql_with(query, input("Wish"), &key).await;
        assert_ne!(other.data()["requestOpen"]["request"]["id"], first.data()["requestOpen"]["request"]["id"], "keys are the caller's own");
        let refused = [("Idempotency-Key", "refused")];
        for _ in 0..2 {
            let answer = cs.gql_with(query, input(" "), &refused).await;
            assert_eq!(answer.data()["requestOpen"], json!({"request": null, "userErrors": [{"code": "REQUIRED"}]}));
        }
    }
}
