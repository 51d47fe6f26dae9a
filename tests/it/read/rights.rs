//! What a role may not read is null, by whatever way it is asked for.

use entity::enums::Role;
use serde_json::{Value, json};

use super::World;
use crate::common::each_engine;

const ASKED: &str = r#"{ account(by: {domain: "a0.example"}) {
    commercials { mrr { amount } } profitability { minutes } featureUsage { from } advocacy { member } quadrant { name companyHappiness level path { companyHappiness } reasons { rule value evidence } }
    contacts { nodes { name email phone } } outcomes { nodes { subscription { plan mrr { amount } } } } history(kinds: [COST]) { nodes { summary record { id } } } } }"#;

async fn seen_by(world: &World, role: Role) -> Value {
    world.ask_as(role, ASKED, json!({})).await["data"]["account"].clone()
}

each_engine! {
    async fn a_denied_field_is_null(database) {
        let world = World::open(&database).await;
        world.fill(1, 1).await;
        let account = json!({"system": "crm", "id": "a0"});
        world.send("subscriptions", "SubscriptionRowInput", json!([{"externalId": "s0", "account": account, "plan": "Pro", "mrr": "100.00", "currency": "EUR", "startedOn": "2025-01-01"}])).await;
        world.send("outcomes", "OutcomeRowInput", json!([{"externalId": "o0", "account": account, "kind": "RENEWED", "on": "2026-01-01", "subscription": {"system": "crm", "id": "s0"}}])).await;
        world.send("costs", "CostRowInput", json!([{"externalId": "c0", "account": account, "kind": "CREDIT", "on": "2026-06-01", "amount": "250.00", "currency": "USD"}])).await;
        let cs = seen_by(&world, Role::Cs).await;
        assert_eq!(cs["outcomes"]["nodes"], json!([{"subscription": {"plan": "Pro", "mrr": {"amount": "100.00"}}}]));
        assert_eq!(cs["contacts"]["nodes"][0]["phone"], "+49 30 1");
        let cost = cs["history"]["nodes"][0]["record"]["id"].as_str().unwrap().to_owned();
        for key in ["commercials", "profitability", "featureUsage", "advocacy"] {
            assert!(cs[key].is_object(), "{key}: {cs:#}");
        }
        let product = seen_by(&world, Role::Product).await;
        for key in ["commercials", "profitability", "advocacy"] {
            assert_eq!(product[key], json!(null), "{key}");
        }
        assert!(product["featureUsage"].is_object());
        assert_eq!(product["contacts"]["nodes"], json!([{"name": "Person 0 of 0", "email": null, "phone": null}]));
        assert_eq!(product["outcomes"]["nodes"], json!([{"subscription": {"plan": "Pro", "mrr": null}}]));
        assert_eq!(product["history"]["nodes"][0]["record"], json!(null));
        assert!(!product["history"]["nodes"][0]["summary"].as_str().unwrap().contains("250"));
        assert_eq!(seen_by(&world, Role::Marketing).await["contacts"]["nodes"][0], json!({"name": "Person 0 of 0", "email": "p0@a0.example", "phone": null}));
        let node = format!("{{ node(id: \"{cost}\") {{ id }} }}");
        assert_eq!(world.ask_as(Role::Sales, &node, json!({})).await["data"]["node"], json!(null));
        assert_eq!(world.ask_as(Role::Cs, &node, json!({})).await["data"]["node"]["id"], json!(cost));
    }

    async fn nobody_filters_or_orders_by_what_they_may_not_read(database) {
        let world = World::open(&database).await;
        for asked in ["{ accounts(filter: {or: [{mrr: {gt: \"1\"}}]}) { totalCount } }", "{ accounts(orderBy: {field: MRR}) { totalCount } }"] {
            let answer = world.ask_as(Role::Support, asked, json!({})).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{asked}");
            assert!(world.ask_as(Role::Sales, asked, json!({})).await.get("errors").is_none(), "{asked}");
        }
    }

    async fn an_integration_without_the_scope_to_read_reads_nothing_but_itself(database) {
        let world = World::open(&database).await;
        let answer = world.ask_as(Role::Integration, "{ viewer { subject roles can } account(by: {domain: \"x\"}) { id } }", json!({})).await;
        assert_eq!(answer["data"], json!({"viewer": {"subject": "tester", "roles": ["INTEGRATION"], "can": []}, "account": null}));
        let answer = world.ask_as(Role::Integration, "{ accounts { totalCount } }", json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN");
    }
}
