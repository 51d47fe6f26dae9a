//! How much the custom fields of a record may take: a write beyond is refused by itself, and what is above can be made smaller.

use entity::account::{Column, Entity};
use entity::enums::{ActorKind, Role};
use entity::values::{Actor, Claim};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Map, Value, json};

use crate::common::each_engine;
use crate::common::world::World;

const RESULTS: &str = "results { outcome problems { code path message } }";

/// Keys with a long value each.
fn long(prefix: &str, many: usize, letters: usize) -> Value {
    (0..many).map(|number| (format!("{prefix}{number}"), json!("x".repeat(letters)))).collect::<Map<_, _>>().into()
}

async fn upsert(world: &World, noun: &str, system: &str, records: Value) -> Vec<Value> {
    let input = json!({"system": system, "records": records});
    let payload = world.actor(Role::Admin).mutate(&format!("{noun}Upsert"), input, RESULTS).await;
    payload["results"].as_array().unwrap().clone()
}

/// How many attributes can be read, and all their letters.
async fn read(world: &World) -> (usize, usize) {
    let query = "query($id: ID!) { account(by: {id: $id}) { attributes { key value } } }";
    let answer = world.actor(Role::Cs).gql(query, json!({"id": world.acme})).await;
    let attributes = answer.data()["account"]["attributes"].as_array().unwrap().clone();
    let letters = attributes.iter().filter_map(|attribute| Some(attribute["value"].as_str()?.len())).sum();
    (attributes.len(), letters)
}

/// Lets systems have said this of the account, whatever the bound.
async fn store(world: &World, attributes: &Value) {
    let db = &world.app.desk.db;
    let row = Entity::find().filter(Column::Name.eq("Acme")).one(&db.read).await.unwrap().unwrap();
    let mut claims = row.claims.0.clone();
    let actor =
        Actor { kind: ActorKind::Integration, name: "crm".to_owned(), member_id: None, system: Some("crm".to_owned()) };
    let claim = |(key, value): (&String, &Value)| Claim {
        key: key.clone(),
        source: "crm".to_owned(),
        value: value.clone(),
        actor: actor.clone(),
        observed_at: row.recorded_at,
    };
    claims.extend(attributes.as_object().unwrap().iter().map(claim));
    let set = Entity::update_many()
        .col_expr(Column::Claims, Expr::value(serde_json::to_value(&claims).unwrap()))
        .col_expr(Column::Attributes, Expr::value(attributes.clone()))
        .filter(Column::Id.eq(row.id));
    assert_eq!(set.exec(&db.write).await.unwrap().rows_affected, 1);
}

each_engine! {
    async fn are_bounded_in_all_and_refused_record_by_record(database) {
        let world = World::new(database).await;
        let row = |key: &str, attributes: Value| json!({"externalId": key, "name": key, "status": "CUSTOMER", "attributes": attributes});
        let results = upsert(&world, "accounts", "crm", json!([
            row("large", long("a", 27, 9_900)),
            row("many", long("a", 251, 1)),
            row("fine", long("a", 20, 9_900)),
            row("full", long("a", 250, 10)),
        ])).await;
        let outcomes: Vec<&str> = results.iter().map(|result| result["outcome"].as_str().unwrap()).collect();
        assert_eq!(outcomes, ["REJECTED", "REJECTED", "CREATED", "CREATED"]);
        for refused in &results[..2] {
            let problem = &refused["problems"][0];
            assert_eq!((&problem["code"], &problem["path"]), (&json!("TOO_LONG"), &json!(["attributes"])), "{refused:#}");
        }
        // Writes add up, of all systems and of people.
        let results = upsert(&world, "accounts", "crm", json!([row("fine", long("b", 10, 9_900)), row("full", json!({"more": 1})), row("fine", json!({"b": "x"}))])).await;
        let outcomes: Vec<&str> = results.iter().map(|result| result["outcome"].as_str().unwrap()).collect();
        assert_eq!(outcomes, ["REJECTED", "REJECTED", "UPDATED"], "{results:#?}");
        let fine = results[2].clone();
        let other = json!([{"externalId": "f", "name": "fine", "status": "CUSTOMER", "alsoKnownAs": [{"system": "crm", "id": "fine"}], "attributes": long("c", 10, 9_900)}]);
        let results = upsert(&world, "accounts", "erp", other).await;
        assert_eq!(results[0]["outcome"], "REJECTED", "{results:#?} {fine}");
        let query = "{ accounts(filter: {name: {eq: \"fine\"}}) { nodes { id } } }";
        let id = world.actor(Role::Cs).gql(query, json!({})).await.data()["accounts"]["nodes"][0]["id"].clone();
        let refused = world.actor(Role::Cs).is_refused("accountUpdate", json!({"id": id, "attributes": long("d", 10, 9_900)})).await;
        assert_eq!(refused, ["INVALID attributes"]);
        world.actor(Role::Cs).does("accountUpdate", json!({"id": id, "attributes": long("d", 2, 9_900)}), "account { id }").await;
        // A contact's too.
        let contact = |attributes: Value| json!([{"externalId": "dana", "attributes": attributes}]);
        for (attributes, outcome) in [
            (long("a", 27, 9_900), "REJECTED"),
            (long("a", 20, 9_900), "UPDATED"),
            (long("b", 10, 9_900), "REJECTED"),
            (long("k", 240, 1), "REJECTED"),
            (json!({"a0": null}), "UPDATED"),
        ] {
            let results = upsert(&world, "contacts", "crm", contact(attributes)).await;
            assert_eq!(results[0]["outcome"], outcome, "{results:#?}");
        }
    }

    async fn above_the_bound_can_be_read_and_made_smaller(database) {
        let world = World::new(database).await;
        store(&world, &long("a", 300, 9_000)).await;
        // The fields of its own, and as many custom ones as a list may have; the others by their keys.
        let (attributes, letters) = read(&world).await;
        assert_eq!(attributes, 263);
        assert!(letters > 200 * 9_000);
        let query = "query($id: ID!) { account(by: {id: $id}) { attributes(keys: [\"a99\", \"a299\"]) { key } } }";
        assert_eq!(world.actor(Role::Cs).gql(query, json!({"id": world.acme})).await.data()["account"]["attributes"].as_array().unwrap().len(), 2);
        let cs = world.actor(Role::Cs);
        let input = |attributes: Value| json!({"id": world.acme, "attributes": attributes});
        assert_eq!(cs.is_refused("accountUpdate", input(json!({"more": 1}))).await, ["INVALID attributes"]);
        assert_eq!(cs.is_refused("accountUpdate", input(json!({"a0": "y".repeat(9_900)}))).await, ["INVALID attributes"]);
        cs.does("accountUpdate", json!({"id": world.acme, "segment": "Large"}), "account { id }").await;
        let crm = |attributes: Value| json!([{"externalId": "acme", "attributes": attributes}]);
        let grows = upsert(&world, "accounts", "crm", crm(json!({"a0": "y".repeat(9_500)}))).await;
        assert_eq!(grows[0]["outcome"], "REJECTED", "{grows:#?}");
        for smaller in [json!({"a0": null, "a1": null}), json!({"a2": "short"}), json!(null)] {
            let taken = upsert(&world, "accounts", "crm", crm(smaller.clone())).await;
            assert_eq!(taken[0]["outcome"], "UPDATED", "{smaller}: {taken:#?}");
        }
        let taken = upsert(&world, "accounts", "crm", crm(json!({"tier": "gold"}))).await;
        assert_eq!(taken[0]["outcome"], "UPDATED", "{taken:#?}");
    }
}
