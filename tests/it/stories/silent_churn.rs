//! Nobody complains, usage looks fine, the account leaves. Silence is never read as health: what was not measured is
//! UNKNOWN, lowers coverage, and raises a risk, for everybody to see, long before the end.

use chrono::{Days, NaiveDate, TimeDelta};
use entity::enums::Role;
use serde_json::{Value, json};

use crate::common::api::Actor;
use crate::common::each_engine;
use crate::common::world::World;

const PEOPLE: [Role; 7] =
    [Role::Cs, Role::Sales, Role::Marketing, Role::Product, Role::Support, Role::Executive, Role::Admin];

const ACCOUNT: &str = "query($id: ID!) { account(by: {id: $id}) {
    status health { score band coverage components { component score } reasons { rule } contributions { signal } }
    happiness { label } risks(state: [RAISED], first: 50) { nodes { kind severity } } } }";

async fn seen_by(actor: &Actor, account: &str) -> Value {
    actor.gql(ACCOUNT, json!({"id": account})).await.data()["account"].clone()
}

/// Eight people use both features of the product, every day of a week.
fn week(from: NaiveDate) -> Value {
    let to = from + Days::new(7);
    let rows = (0..8).flat_map(|user| {
        ["board", "export"].map(|feature| {
            json!({
                "externalId": format!("{from}/{user}/{feature}"), "account": {"system": "crm", "id": "acme"},
                "from": from, "to": to, "user": format!("user-{user}"), "feature": feature, "uses": 70, "seconds": 25_200,
            })
        })
    });
    Value::Array(rows.collect())
}

fn severity(account: &Value, kind: &str) -> Option<String> {
    let risks = account["risks"]["nodes"].as_array().unwrap();
    let risk = risks.iter().find(|risk| risk["kind"] == kind)?;
    Some(risk["severity"].as_str().unwrap().to_owned())
}

fn component(account: &Value, name: &str) -> Value {
    let components = account["health"]["components"].as_array().unwrap();
    components.iter().find(|component| component["component"] == name).unwrap()["score"].clone()
}

each_engine! {
    async fn silent_churn(database) {
        let world = World::new(database).await;
        let acme = world.acme.as_str();
        let cs = world.actor(Role::Cs);
        let crm = world.app.integration("crm", &["read", "write:accounts", "write:subscriptions", "write:surveyResponses", "write:outcomes"]);
        let product = world.app.integration("product", &["write:usage", "write:features"]);
        let account = json!({"system": "crm", "id": "acme"});

        // The systems tell what they know: ten seats until October, a product in daily use, one friendly answer last autumn.
        crm.sends("subscriptions", "crm", json!([{
            "externalId": "s1", "account": account, "plan": "pro", "mrr": "1000.00", "currency": "USD", "seats": 8,
            "startedOn": "2025-09-01", "termEndsOn": "2026-10-15",
        }])).await;
        crm.sends("surveyResponses", "crm", json!([{
            "externalId": "n1", "account": account, "contact": {"system": "crm", "id": "dana"}, "kind": "NPS", "answer": 9,
            "scaleMin": 0, "scaleMax": 10, "answeredAt": "2025-09-15T10:00:00Z",
        }])).await;
        product.sends("features", "product", json!([
            {"externalId": "board", "name": "Board", "key": true}, {"externalId": "export", "name": "Export", "key": true},
        ])).await;
        let mut monday = NaiveDate::from_ymd_opt(2025, 11, 3).unwrap();
        let today = |world: &World| world.app.clock.now().date_naive();
        while monday < today(&world) {
            product.sends("usage", "product", week(monday)).await;
            monday = monday + Days::new(7);
        }
        cs.does("accountUpdate", json!({"id": acme, "firstValueAt": "2025-11-01T12:00:00Z"}), "account { firstValueAt }").await;

        // In February Cleo meets Dana and Max. After that, nobody says a word.
        cs.does("touchpointRecord", json!({
            "account": {"id": acme}, "channel": "MEETING", "direction": "BOTH", "initiation": "PLANNED", "purpose": "REVIEW",
            "occurredAt": "2026-02-20T10:00:00Z", "contactIds": world.contacts.values().collect::<Vec<_>>(),
            "memberIds": [world.people["cleo"]],
        }), "touchpoint { id }").await;
        let spring = seen_by(&cs, acme).await;
        assert_eq!(spring["health"]["band"], "GREEN", "{spring:#}");
        assert_eq!(severity(&spring, "SILENT"), None);
        assert_ne!(spring["happiness"]["label"], "UNKNOWN");
        let coverage = spring["health"]["coverage"].as_f64().unwrap();

        // Usage goes on as if nothing were; week by week the silence grows.
        let mut silences = Vec::new();
        while today(&world) < NaiveDate::from_ymd_opt(2026, 9, 28).unwrap() {
            world.app.advance(TimeDelta::days(7)).await;
            product.sends("usage", "product", week(monday)).await;
            monday = monday + Days::new(7);
            let account = seen_by(&cs, acme).await;
            assert_eq!(component(&account, "ADOPTION"), 100.0, "usage looks fine: {account:#}");
            silences.push((today(&world), severity(&account, "SILENT")));
        }
        let since = |level: &str| silences.iter().find(|(_, severity)| severity.as_deref() == Some(level)).unwrap().0;
        assert_eq!(since("MEDIUM").to_string(), "2026-03-23", "over 30 days after the meeting");
        assert_eq!(since("HIGH").to_string(), "2026-04-27", "over 60");

        // Seven roles look at the account and see one truth: it was not measured, so it is not called healthy.
        let autumn = seen_by(&cs, acme).await;
        for role in PEOPLE {
            assert_eq!(seen_by(&world.actor(role), acme).await, autumn, "{role:?}");
        }
        assert_eq!(autumn["health"]["band"], "YELLOW", "{autumn:#}");
        assert!(autumn["health"]["reasons"].as_array().unwrap().contains(&json!({"rule": "THIN"})), "{autumn:#}");
        assert!(autumn["health"]["coverage"].as_f64().unwrap() < coverage);
        assert_eq!(component(&autumn, "VOICE"), Value::Null, "a silent customer has no voice, neither good nor bad");
        assert_eq!(component(&autumn, "SUPPORT"), Value::Null, "a silent help desk is no calm");
        assert_eq!(autumn["happiness"]["label"], "UNKNOWN", "quiet is not happy");
        for (kind, level) in [("SILENT", "HIGH"), ("RENEWAL_AT_RISK", "HIGH"), ("SINGLE_THREADED", "LOW")] {
            assert_eq!(severity(&autumn, kind).as_deref(), Some(level), "{kind}: {autumn:#}");
        }

        // In October Acme leaves, and nobody can say that nothing was to be seen.
        world.app.advance(TimeDelta::days(17)).await;
        crm.sends("outcomes", "crm", json!([
            {"externalId": "o1", "account": account, "kind": "CHURNED", "on": "2026-10-15", "reason": "Nobody talked to us"},
        ])).await;
        crm.sends("accounts", "crm", json!([{"externalId": "acme", "status": "LOST"}])).await;
        let winter = seen_by(&world.actor(Role::Executive), acme).await;
        assert_eq!((&winter["status"], &winter["health"]["band"]), (&json!("LOST"), &json!("UNKNOWN")));
        let history = "query($id: ID!) { account(by: {id: $id}) { history(kinds: [RISK, OUTCOME], first: 100) { nodes { kind occurredAt summary } } } }";
        let history = world.actor(Role::Marketing).gql(history, json!({"id": acme})).await;
        let lines = history.data()["account"]["history"]["nodes"].as_array().unwrap().clone();
        let told = lines.iter().rposition(|line| line["summary"].as_str().unwrap().to_lowercase().contains("silent")).unwrap();
        let left = lines.iter().position(|line| line["kind"] == "OUTCOME").unwrap();
        assert!(left < told, "newest first: {lines:#?}");
        assert!(lines[told]["occurredAt"].as_str().unwrap() < "2026-04-01", "{:#}", lines[told]);
    }
}
