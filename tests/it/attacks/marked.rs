//! Custom fields that the policy marks: nobody writes, or tries the value of, one that they may not read.

use entity::enums::Role;
use serde_json::{Value, json};
use vitrine::command::{Origin, policy};

use crate::common::api::Actor;
use crate::common::each_engine;
use crate::common::made::grant;
use crate::common::world::World;

async fn world(database: crate::common::TestDatabase) -> World {
    let world = World::new(database).await;
    let fragment = json!({"markedAttributes": {"margin": "profitability"}});
    policy::apply(&world.app.desk, Origin::vitrine("test"), grant(), &fragment, None).await.unwrap();
    world
}

async fn version(world: &World) -> Value {
    let query = "query($id: ID!) { account(by: {id: $id}) { version } }";
    world.actor(Role::Admin).gql(query, json!({"id": world.acme})).await.data()["account"]["version"].clone()
}

async fn margin(world: &World) -> Value {
    let query = "query($id: ID!) { account(by: {id: $id}) { attributes(keys: [\"margin\"]) { value source } } }";
    world.actor(Role::Admin).gql(query, json!({"id": world.acme})).await.data()["account"]["attributes"].clone()
}

/// A billing system that knows Acme by its own id and may not read margins.
async fn billing(world: &World) -> Actor {
    let row = json!([{"externalId": "b1", "alsoKnownAs": [{"system": "crm", "id": "acme"}]}]);
    world.actor(Role::Admin).sends("accounts", "billing", row).await;
    world.app.integration("billing", &["read", "write:accounts"])
}

async fn says(actor: &Actor, attributes: Value) -> Value {
    let input = json!({"system": "billing", "records": [{"externalId": "b1", "attributes": attributes}]});
    let payload =
        actor.mutate("accountsUpsert", input, "results { outcome problems { code } } userErrors { code }").await;
    assert_eq!(payload["results"][0]["problems"], json!([]), "{payload}");
    payload["results"][0]["outcome"].clone()
}

each_engine! {
    async fn people_write_only_what_they_may_read(database) {
        let world = world(database).await;
        let (sales, cs) = (world.actor(Role::Sales), world.actor(Role::Cs));
        let update = |value: Value| json!({"id": world.acme, "attributes": {"margin": value, "tier": "gold"}});
        let before = version(&world).await;
        assert_eq!(sales.is_refused("accountUpdate", update(json!(31))).await, ["FORBIDDEN attributes.margin"]);
        assert_eq!(version(&world).await, before, "nothing of it is written");
        cs.does("accountUpdate", update(json!(31)), "account { version }").await;
        let before = version(&world).await;
        // Whether it is what stands does not show.
        for guess in [json!(30), json!(31), json!(null)] {
            assert_eq!(sales.is_refused("accountUpdate", update(guess)).await, ["FORBIDDEN attributes.margin"]);
        }
        let all = json!({"id": world.acme, "attributes": null});
        assert_eq!(sales.is_refused("accountUpdate", all.clone()).await, ["FORBIDDEN attributes.margin"]);
        assert_eq!(version(&world).await, before);
        sales.does("accountUpdate", json!({"id": world.acme, "attributes": {"tier": "silver"}}), "account { version }").await;
        cs.does("accountUpdate", all, "account { version }").await;
        assert_eq!(margin(&world).await, json!([{"value": null, "source": "vitrine"}]));
    }

    async fn a_systems_answer_depends_on_its_own_last_word_alone(database) {
        let world = world(database).await;
        let billing = billing(&world).await;
        // What it is told for the same words, whatever others say meanwhile.
        let mut told = Vec::new();
        for theirs in [json!(31), json!(40), Value::Null] {
            let said = json!({"id": world.acme, "attributes": {"margin": theirs}});
            world.actor(Role::Cs).does("accountUpdate", said, "account { version }").await;
            let mut answers = Vec::new();
            for word in [json!({"margin": 31}), json!({"margin": 31, "note": null}), json!({"margin": 40}), json!({"margin": null}), json!({"margin": null, "note": null})] {
                let before = version(&world).await.as_i64().unwrap();
                let outcome = says(&billing, word).await;
                answers.push((outcome, version(&world).await.as_i64().unwrap() - before));
            }
            told.push(answers);
        }
        assert_eq!(told[1], told[2], "{told:?}");
        let word = |outcome: &str, more: i64| (json!(outcome), more);
        assert_eq!(told[1], [word("UPDATED", 1), word("UNCHANGED", 0), word("UPDATED", 1), word("UPDATED", 1), word("UNCHANGED", 0)]);
        // It states what stands already, and that shows no more than if it did not.
        let said = json!({"id": world.acme, "attributes": {"margin": 77}});
        world.actor(Role::Cs).does("accountUpdate", said, "account { version }").await;
        assert_eq!(says(&billing, json!({"margin": 77})).await, "UPDATED");
        assert_eq!(margin(&world).await, json!([{"value": 77, "source": "billing"}]), "its own word is taken");
    }

    async fn clearing_all_tells_nothing_of_what_others_said(database) {
        let world = world(database).await;
        let billing = billing(&world).await;
        for theirs in [json!(31), Value::Null] {
            let said = json!({"id": world.acme, "attributes": {"margin": theirs}});
            world.actor(Role::Cs).does("accountUpdate", said, "account { version }").await;
            assert_eq!(says(&billing, Value::Null).await, "UNCHANGED", "{theirs}");
            says(&billing, json!({"other": null})).await;
        }
        assert_eq!(says(&billing, json!({"margin": 5})).await, "UPDATED");
        assert_eq!(says(&billing, Value::Null).await, "UPDATED", "its own word it can take back");
        assert_eq!(margin(&world).await, json!([{"value": null, "source": "billing"}]));
    }
}
