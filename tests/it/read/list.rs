//! Lists of accounts and of requests: what their filters let through.

use serde_json::json;

use super::World;
use crate::common::each_engine;

async fn names(world: &World, filter: &str) -> Vec<String> {
    let found = world.ask(&format!("{{ accounts(filter: {filter}) {{ nodes {{ name }} }} }}")).await;
    found["accounts"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| node["name"].as_str().unwrap().to_owned())
        .collect()
}

each_engine! {
    async fn accounts_are_found_by_what_they_are(database) {
        let world = World::open(&database).await;
        world.fill(3, 1).await;
        world.send("accounts", "AccountRowInput", json!([
            {"externalId": "a0", "segment": "Mid_Market", "country": "DE"},
            {"externalId": "a1", "segment": "MidXMarket", "touchModel": "HIGH_TOUCH"},
            {"externalId": "b0", "name": "Basalt", "status": "PROSPECT"},
        ])).await;
        world.send("subscriptions", "SubscriptionRowInput", json!([
            {"externalId": "s0", "account": {"system": "crm", "id": "a0"}, "mrr": "1000.50", "currency": "USD", "startedOn": "2025-01-01", "termEndsOn": "2026-12-31"},
        ])).await;
        for (filter, found) in [
            (r#"{name: {eq: "Account 001"}}"#, vec!["Account 001"]),
            (r#"{name: {startsWith: "aCC"}, country: {isNull: true}}"#, vec!["Account 001", "Account 002"]),
            (r#"{segment: {contains: "d_m"}}"#, vec!["Account 000"]),
            (r#"{segment: {ne: "Mid_Market"}}"#, vec!["Account 001", "Account 002", "Basalt"]),
            (r"{segment: {in: []}}", vec![]),
            (r#"{name: {nin: ["Basalt", "Account 000"]}}"#, vec!["Account 001", "Account 002"]),
            (r"{status: {in: [PROSPECT]}}", vec!["Basalt"]),
            (r"{touchModel: HIGH_TOUCH}", vec!["Account 001"]),
            (r#"{or: [{name: {eq: "Basalt"}}, {and: [{country: {eq: "DE"}}, {domain: {eq: "a0.example"}}]}]}"#, vec!["Account 000", "Basalt"]),
            (r"{or: []}", vec![]),
            (r"{healthScore: {isNull: true}}", vec!["Basalt"]),
            (r"{healthScore: {gte: 0}, happiness: {gt: 0.155}}", vec!["Account 000", "Account 001", "Account 002"]),
            (r#"{renewsOn: {gt: "2026-12-30", lte: "2026-12-31"}}"#, vec!["Account 000"]),
            (r#"{mrr: {gte: "1000.50", lt: "1000.51"}}"#, vec!["Account 000"]),
            (r"{rung: {eq: UNPROVEN}, risk: REQUEST_OVERDUE, quadrant: {nin: [CUSTOMER_SUCCESS]}}", vec!["Account 001", "Account 002"]),
            (r#"{externalSystem: "crm", createdAt: {lte: "2026-06-16T00:00:00+02:00"}}"#, vec!["Account 000", "Account 001", "Account 002", "Basalt"]),
            (r#"{externalSystem: "desk"}"#, vec![]),
        ] {
            assert_eq!(names(&world, filter).await, found, "{filter}");
        }
        let member = world.ask("{ teamMembers(department: CS) { nodes { id name } } }").await["teamMembers"]["nodes"][1]["id"].as_str().unwrap().to_owned();
        assert_eq!(names(&world, &format!("{{memberId: \"{member}\"}}")).await.len(), 3);
        assert_eq!(world.refused(r#"{ accounts(filter: {mrr: {eq: "1.005"}}) { totalCount } }"#).await, "BAD_USER_INPUT");
        assert_eq!(world.refused(r#"{ accounts(filter: {memberId: "acct_01h455vb4pex5vsknk084sn02q"}) { totalCount } }"#).await, "BAD_USER_INPUT");
        let order = world.ask("{ accounts(orderBy: {field: MRR, direction: DESC}, first: 1) { nodes { name commercials { mrr { amount currency } arr { amount } } } } }").await;
        assert_eq!(order["accounts"]["nodes"], json!([{"name": "Account 000", "commercials": {"mrr": {"amount": "1000.50", "currency": "USD"}, "arr": {"amount": "12006.00"}}}]));
    }

    async fn requests_are_found_by_what_they_want(database) {
        let world = World::open(&database).await;
        world.fill(1, 2).await;
        let account = json!({"system": "crm", "id": "a0"});
        world.send("requests", "RequestRowInput", json!([
            {"externalId": "closed", "account": account, "title": "Done", "department": "CS", "status": "CLOSED", "raisedAt": "2026-06-01T00:00:00Z", "resolution": "Built", "customerToldAt": "2026-06-10T00:00:00Z", "owner": {"system": "crm", "id": "m1"}},
            {"externalId": "fresh", "account": account, "title": "Fresh", "department": "SALES", "urgency": "URGENT", "raisedAt": "2026-06-15T00:00:00Z", "owner": {"system": "crm", "id": "m0"}, "nextUpdateDue": "2026-06-16T00:00:00Z"},
        ])).await;
        for (filter, found) in [
            ("", vec!["Fresh", "Wish 1", "Wish 0"]),
            ("(filter: {})", vec!["Fresh", "Wish 1", "Wish 0"]),
            ("(filter: {state: CLOSED})", vec!["Done"]),
            ("(filter: {state: ALL, department: CS})", vec!["Done"]),
            ("(filter: {urgency: [URGENT, HIGH]})", vec!["Fresh"]),
            ("(filter: {overdue: true})", vec!["Wish 1", "Wish 0"]),
            ("(filter: {overdue: false})", vec!["Fresh"]),
            ("(filter: {overdue: false, state: ALL})", vec!["Fresh", "Done"]),
        ] {
            let answer = world.ask(&format!("{{ requests{filter} {{ nodes {{ title overdue }} }} }}")).await;
            let titles: Vec<_> = answer["requests"]["nodes"].as_array().unwrap().iter().map(|node| node["title"].as_str().unwrap()).collect();
            assert_eq!(titles, found, "{filter}");
        }
    }
}
