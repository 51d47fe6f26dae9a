//! References of what systems send: a record names nothing of another account.

use entity::enums::Role;
use entity::ids::ContactId;
use entity::{ticket, touchpoint};
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::common::api::{Actor, at};
use crate::common::each_engine;
use crate::common::world::World;

/// What became of a row: outcome, problems as `CODE at.the.path`, and the record's id.
async fn sent(actor: &Actor, noun: &str, record: Value) -> (String, Vec<String>, Value) {
    let selection = "results { outcome id problems { code path } } userErrors { code }";
    let input = json!({"system": "crm", "records": [record]});
    let payload = actor.mutate(&format!("{noun}Upsert"), input, selection).await;
    let result = &payload["results"][0];
    let problems = result["problems"].as_array().unwrap_or_else(|| panic!("{payload:#}"));
    let problems = problems.iter().map(|problem| at(&problem["code"], &problem["path"])).collect();
    (result["outcome"].as_str().unwrap().to_owned(), problems, result["id"].clone())
}

fn named(id: &str) -> Value {
    json!({"system": "crm", "id": id})
}

/// Two accounts: Acme with dana and max, and Bolt with bob; a subscription each.
async fn world(database: crate::common::TestDatabase) -> World {
    let world = World::new(database).await;
    let admin = world.actor(Role::Admin);
    admin.sends("accounts", "crm", json!([{"externalId": "bolt", "name": "Bolt", "status": "CUSTOMER"}])).await;
    admin.sends("contacts", "crm", json!([{"externalId": "bob", "account": named("bolt"), "name": "Bob"}])).await;
    let line =
        |id: &str, account: &str| json!({"externalId": id, "account": named(account), "startedOn": "2026-01-01"});
    admin.sends("subscriptions", "crm", json!([line("line-acme", "acme"), line("line-bolt", "bolt")])).await;
    world
}

/// Every kind with a reference to what belongs to an account: noun, field, its own one, another account's, and the rest.
fn kinds() -> Vec<(&'static str, &'static str, &'static str, &'static str, Value)> {
    let day = "2026-02-01T00:00:00Z";
    vec![
        ("tickets", "contact", "dana", "bob", json!({"openedAt": day})),
        ("surveyResponses", "contact", "dana", "bob", json!({"kind": "NPS", "answer": "9", "answeredAt": day})),
        ("feedback", "contact", "dana", "bob", json!({"text": "It works", "receivedAt": day})),
        (
            "goals",
            "acceptedBy",
            "dana",
            "bob",
            json!({"name": "Less paper", "metric": "Pages", "baseline": "10", "target": "1", "startOn": "2026-01-01", "dueOn": "2026-12-01"}),
        ),
        ("requests", "raisedBy", "dana", "bob", json!({"title": "Export", "department": "PRODUCT", "raisedAt": day})),
        ("advocacyActs", "contact", "dana", "bob", json!({"kind": "REFERRAL", "on": "2026-02-01"})),
        ("outcomes", "subscription", "line-acme", "line-bolt", json!({"kind": "RENEWED", "on": "2026-02-01"})),
    ]
}

each_engine! {
    async fn a_reference_to_another_accounts_record_is_left_out(database) {
        let world = world(database).await;
        let admin = world.actor(Role::Admin);
        for (noun, field, own, others, rest) in kinds() {
            let row = |id: &str, reference: Option<&str>, more: Value| {
                let mut row = rest.clone();
                row["externalId"] = json!(id);
                row["account"] = named("acme");
                if let Some(reference) = reference {
                    row[field] = named(reference);
                }
                for (key, value) in more.as_object().unwrap() {
                    row[key] = value.clone();
                }
                row
            };
            let problem = vec![format!("UNKNOWN_REFERENCE {field}")];
            let left = sent(&admin, noun, row("x1", Some(others), json!({}))).await;
            assert_eq!((left.0.as_str(), &left.1), ("CREATED", &problem), "{noun}");
            let bare = sent(&admin, noun, row("x1", None, json!({}))).await;
            assert_eq!((bare.0.as_str(), bare.1.len()), ("UNCHANGED", 0), "{noun}: nothing of it stood");
            let again = sent(&admin, noun, row("x1", Some(others), json!({}))).await;
            assert_eq!((again.0.as_str(), &again.1), ("UNCHANGED", &problem), "{noun}: said again it is told again");
            let own = sent(&admin, noun, row("x1", Some(own), json!({}))).await;
            assert_eq!((own.0.as_str(), own.1.len()), ("UPDATED", 0), "{noun}");
            let kept = sent(&admin, noun, row("x1", Some(others), json!({}))).await;
            assert_eq!((kept.0.as_str(), &kept.1), ("UNCHANGED", &problem), "{noun}: the one that stood stays");
        }
    }

    async fn a_contact_who_moved_stays_in_what_named_them(database) {
        let world = world(database).await;
        let admin = world.actor(Role::Admin);
        let ticket = |subject: &str| json!({"externalId": "t1", "account": named("acme"), "contact": named("dana"), "openedAt": "2026-02-01T00:00:00Z", "subject": subject});
        let meeting = |contacts: &[&str], goal: &str| {
            let contacts: Vec<Value> = contacts.iter().map(|id| named(id)).collect();
            json!({"externalId": "m1", "account": named("acme"), "channel": "MEETING", "occurredAt": "2026-02-01T00:00:00Z", "goal": goal, "contacts": contacts})
        };
        assert_eq!(sent(&admin, "tickets", ticket("One")).await.0, "CREATED");
        let first = sent(&admin, "touchpoints", meeting(&["dana", "bob", "max"], "One")).await;
        assert_eq!((first.0.as_str(), first.1), ("CREATED", vec!["UNKNOWN_REFERENCE contacts.1".to_owned()]));
        let moved = sent(&admin, "contacts", json!({"externalId": "dana", "account": named("bolt"), "name": "Dana Dale"})).await;
        assert_eq!(moved.0, "UPDATED");
        let kept = sent(&admin, "tickets", ticket("Two")).await;
        assert_eq!((kept.0.as_str(), kept.1.len()), ("UPDATED", 0), "older tickets are updated as ever");
        let kept = sent(&admin, "touchpoints", meeting(&["dana", "bob"], "Two")).await;
        assert_eq!((kept.0.as_str(), kept.1), ("UPDATED", vec!["UNKNOWN_REFERENCE contacts.1".to_owned()]));
        let dana = ContactId::parse(&world.contacts["dana"]).unwrap();
        let stored = ticket::Entity::find().one(&world.app.desk.db.read).await.unwrap().unwrap();
        assert_eq!((stored.subject.as_deref(), stored.contact_id), (Some("Two"), Some(dana)));
        let stored = touchpoint::Entity::find().one(&world.app.desk.db.read).await.unwrap().unwrap();
        assert_eq!(stored.contact_ids.0, [dana]);
        // A new record may not name them, until they are back.
        let mut other = ticket("Three");
        other["externalId"] = json!("t2");
        assert_eq!(sent(&admin, "tickets", other.clone()).await.1, ["UNKNOWN_REFERENCE contact"]);
        sent(&admin, "contacts", json!({"externalId": "dana", "account": named("acme")})).await;
        let whole = sent(&admin, "tickets", other).await;
        assert_eq!((whole.0.as_str(), whole.1.len()), ("UPDATED", 0), "the same row is taken whole");
        // What names nothing at all is refused as before.
        let mut unknown = ticket("Four");
        unknown["contact"] = named("nobody");
        assert_eq!(sent(&admin, "tickets", unknown).await.0, "REJECTED");
    }
}
