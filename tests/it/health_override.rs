//! A person's override of a health score: shown for a time, never in the place of the model's.

use chrono::TimeDelta;
use entity::enums::Role;
use serde_json::{Value, json};

use crate::common::each_engine;
use crate::common::world::World;

const HEALTH: &str =
    "account { health { score modelScore band override { score reason author { name } since until } } }";

async fn health(world: &World) -> Value {
    let query = format!("query($id: ID!) {{ account(by: {{id: $id}}) {{ {} }} }}", &HEALTH[10..HEALTH.len() - 2]);
    world.actor(Role::Marketing).gql(&query, json!({"id": world.acme})).await.data()["account"]["health"].clone()
}

each_engine! {
    async fn is_shown_until_it_ends(database) {
        let world = World::new(database).await;
        let cs = world.actor(Role::Cs);
        let now = world.app.clock.now();
        world.app.advance(TimeDelta::minutes(1)).await;
        let model = health(&world).await["modelScore"].clone();
        let set = |score: f64, days: i64| json!({"accountId": world.acme, "score": score, "reason": "Their board met.", "until": now + TimeDelta::days(days)});
        let shown = cs.does("healthOverride", set(12.5, 180), HEALTH).await["account"]["health"].clone();
        assert_eq!((&shown["score"], &shown["band"], &shown["modelScore"]), (&json!(12.5), &json!("RED"), &model));
        assert_eq!((&shown["override"]["reason"], &shown["override"]["author"]["name"]), (&json!("Their board met."), &json!("cleo")));

        // A new one ends the old; each change of the shown score is told as OVERRIDE.
        let shown = world.actor(Role::Executive).does("healthOverride", set(90.0, 10), HEALTH).await["account"]["health"].clone();
        assert_eq!((&shown["score"], &shown["band"], &shown["override"]["author"]["name"]), (&json!(90.0), &json!("GREEN"), &json!("eve")));
        let history = "query($id: ID!) { account(by: {id: $id}) { history(kinds: [HEALTH_OVERRIDE]) { nodes { actor { name } } } } }";
        let lines = cs.gql(history, json!({"id": world.acme})).await.data()["account"]["history"]["nodes"].as_array().unwrap().len();
        assert_eq!(lines, 3, "set, ended by the next, set");
        world.app.advance(TimeDelta::minutes(1)).await;
        let change = "query($id: ID!, $from: DateTime!) { account(by: {id: $id}) { health { change(from: $from) { parts { cause } } } } }";
        let parts = cs.gql(change, json!({"id": world.acme, "from": now})).await.data()["account"]["health"]["change"]["parts"].clone();
        if model.is_number() {
            assert!(parts.as_array().unwrap().contains(&json!({"cause": "OVERRIDE"})), "{parts:#}");
        }

        // It expires at the instant itself.
        let left = now + TimeDelta::days(10) - world.app.clock.now();
        world.app.advance(left - TimeDelta::seconds(1)).await;
        assert_eq!(health(&world).await["score"], 90.0);
        world.app.advance(TimeDelta::seconds(1)).await;
        let over = health(&world).await;
        assert_eq!((&over["override"], &over["score"]), (&Value::Null, &over["modelScore"]));
        assert_eq!(cs.is_refused("healthOverride", json!({"accountId": world.acme, "score": null, "reason": "Over."})).await, ["WRONG_STATE score"]);
    }

    async fn is_ended_by_null(database) {
        let world = World::new(database).await;
        let cs = world.actor(Role::Cs);
        let until = world.app.clock.now() + TimeDelta::days(30);
        cs.does("healthOverride", json!({"accountId": world.acme, "score": 0, "reason": "Angry.", "until": until}), HEALTH).await;
        let ended = cs.does("healthOverride", json!({"accountId": world.acme, "reason": "Calm again."}), HEALTH).await["account"]["health"].clone();
        assert_eq!((&ended["override"], &ended["score"]), (&Value::Null, &ended["modelScore"]));
    }
}
