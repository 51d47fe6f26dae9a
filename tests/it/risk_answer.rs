//! What people answer to risks.

use chrono::TimeDelta;
use entity::enums::Role;
use serde_json::{Value, json};

use crate::common::each_engine;
use crate::common::world::World;

const RISKS: &str = "query($id: ID!, $state: [RiskState!]) { account(by: {id: $id}) { risks(state: $state, first: 50) { nodes { kind state } } } }";

async fn kinds(world: &World, state: &str) -> Vec<Value> {
    let answer = world.actor(Role::Product).gql(RISKS, json!({"id": world.acme, "state": [state]})).await;
    let risks = answer.data()["account"]["risks"]["nodes"].as_array().unwrap().clone();
    risks.iter().map(|risk| risk["kind"].clone()).collect()
}

each_engine! {
    async fn holds_for_its_episode(database) {
        let world = World::new(database).await;
        let cs = world.actor(Role::Cs);
        let risk = world.risk("UNPROVEN_SATISFACTION").await;
        assert_eq!(risk["state"], "RAISED");
        let answer = |state: &str, version: &Value| json!({"id": risk["id"], "state": state, "reason": "I know.", "expectedVersion": version});
        let seen = cs.does("riskAnswer", answer("ACKNOWLEDGED", &risk["version"]), "risk { kind state version }").await["risk"].clone();
        assert_eq!(seen["state"], "ACKNOWLEDGED");
        assert_ne!(seen["version"], risk["version"]);
        assert_eq!(cs.is_refused("riskAnswer", answer("RESOLVED", &risk["version"])).await, ["CONFLICT expectedVersion"]);
        let alarm = cs.does("riskAnswer", answer("FALSE_ALARM", &seen["version"]), "risk { state }").await["risk"].clone();
        assert_eq!(alarm["state"], "FALSE_ALARM");
        assert_eq!(cs.is_refused("riskAnswer", answer("RESOLVED", &Value::Null)).await, ["WRONG_STATE id"]);

        // It stays silent as long as its condition holds.
        world.app.advance(TimeDelta::days(20)).await;
        for state in ["RAISED", "ACKNOWLEDGED"] {
            assert!(!kinds(&world, state).await.contains(&json!("UNPROVEN_SATISFACTION")), "{state}");
        }
        let history = "query($id: ID!) { account(by: {id: $id}) { history(kinds: [RISK], first: 100) { nodes { summary actor { name } } } } }";
        let lines = cs.gql(history, json!({"id": world.acme})).await.data()["account"]["history"]["nodes"].as_array().unwrap().clone();
        let mine = lines.iter().filter(|line| line["actor"]["name"] == "cleo");
        assert_eq!(mine.count(), 2, "each answer has a line: {lines:#?}");
    }

    async fn is_for_what_still_holds(database) {
        let world = World::new(database).await;
        world.app.advance(TimeDelta::days(40)).await;
        let silent = world.risk("SILENT").await;
        let input = json!({
            "account": {"id": world.acme}, "channel": "CALL", "direction": "INBOUND", "initiation": "INBOUND", "occurredAt": world.app.clock.now(),
        });
        world.actor(Role::Support).does("touchpointRecord", input, "touchpoint { id }").await;
        let late = json!({"id": silent["id"], "state": "ACKNOWLEDGED", "reason": "Seen."});
        assert_eq!(world.actor(Role::Cs).is_refused("riskAnswer", late).await, ["WRONG_STATE id"]);
    }
}
