//! What is read of a row depends on what is asked; what is answered does not.

use entity::enums::Role;
use serde_json::{Value, json};

use crate::as_of::Reader;
use crate::as_of::deeds::{Dice, carry_out, deed};
use crate::as_of::query::{Root, roots};
use crate::common::world::World;
use crate::common::{TestDatabase, each_engine};

/// Everything of the part stands in the whole.
fn stands_in(part: &Value, whole: &Value) -> bool {
    match (part, whole) {
        (Value::Object(part), Value::Object(whole)) => {
            part.iter().all(|(key, value)| whole.get(key).is_some_and(|whole| stands_in(value, whole)))
        }
        (Value::Array(part), Value::Array(whole)) => {
            part.len() == whole.len() && part.iter().zip(whole).all(|(part, whole)| stands_in(part, whole))
        }
        (part, whole) => part == whole,
    }
}

async fn a_life(database: TestDatabase) -> (World, Reader) {
    let world = World::new(database).await;
    let reader = Reader::new(&world.app.desk);
    let mut dice = Dice::new(20_260_615);
    for _ in 0..150 {
        let one = deed(&world, &mut dice).await;
        carry_out(&world, one).await;
    }
    (world, reader)
}

each_engine! {
    async fn a_field_says_alone_what_it_says_among_all(database) {
        let (_world, reader) = a_life(database).await;
        for Root { field, whole, parts } in roots() {
            let ask = async |role, selection: &str| {
                reader.answer(role, &format!("{{ {field}(first: 40) {{ nodes {{ {selection} }} }} }}"), json!({})).await
            };
            for role in [Role::Admin, Role::Marketing] {
                let whole = ask(role, &whole).await;
                assert!(whole["data"][&field]["nodes"].as_array().is_some_and(|nodes| !nodes.is_empty()), "{whole:#}");
                for part in &parts {
                    let answer = ask(role, part).await;
                    assert!(stands_in(&answer["data"], &whole["data"]), "{role:?} {field} {part}: {answer:#}");
                }
            }
        }
    }

    async fn a_list_of_which_no_field_is_asked_is_counted_and_named(database) {
        let (_world, reader) = a_life(database).await;
        for Root { field, .. } in roots() {
            let ask = async |selection: &str| {
                reader.ask(Role::Admin, &format!("{{ {field}(first: 2) {{ {selection} }} }}"), json!({})).await[&field].take()
            };
            let many = ask("totalCount").await["totalCount"].as_u64().unwrap();
            assert_eq!(ask("nodes { __typename }").await["nodes"].as_array().unwrap().len() as u64, many.min(2));
            assert_eq!(ask("pageInfo { hasNextPage }").await["pageInfo"]["hasNextPage"], many > 2);
        }
    }

    async fn what_is_selected_twice_is_read_for_both(database) {
        let (_world, reader) = a_life(database).await;
        let aliased = "{ accounts(first: 5) { few: nodes { ...F } more: nodes { ...F contacts(first: 9) { nodes { title } pageInfo { hasNextPage } }
                requests(first: 9) { nodes { raisedBy { seniority account { name } } } } } } }
            fragment F on Account { contacts(first: 9) { nodes { name } } requests(first: 9) { nodes { raisedBy { name account { id } } } } }";
        let plain = "{ accounts(first: 5) { nodes { contacts(first: 9) { nodes { name title } pageInfo { hasNextPage } }
                requests(first: 9) { nodes { raisedBy { name seniority account { id name } } } } } } }";
        let (aliased, plain) = (reader.ask(Role::Admin, aliased, json!({})).await, reader.ask(Role::Admin, plain, json!({})).await);
        let (aliased, plain) = (&aliased["accounts"], &plain["accounts"]["nodes"]);
        assert!(plain.to_string().contains("\"title\":\"") && plain.to_string().contains("\"raisedBy\":{"), "{plain:#}");
        assert!(stands_in(&aliased["few"], plain), "{aliased:#}");
        assert!(stands_in(&aliased["more"], plain) && stands_in(plain, &aliased["more"]), "{aliased:#}");
    }

    async fn an_error_names_the_field_that_it_is_of(database) {
        let (_world, reader) = a_life(database).await;
        let late = "{ accounts(first: 2) { nodes { name health { change(from: \"2031-01-01T00:00:00Z\", to: \"2030-01-01T00:00:00Z\") { delta } } } } }";
        let answer = reader.answer(Role::Admin, late, json!({})).await;
        assert_eq!(answer["errors"][0]["path"], json!(["accounts", "nodes", 0, "health", "change"]), "{answer:#}");
    }

    async fn what_fragments_select_of_one_field_is_read_once(database) {
        let (_world, reader) = a_life(database).await;
        let apart = "{ accounts(first: 3) { nodes { ...A ...B ... on Node { id } ... on Account { ... on Node { ... on Contact { contactId: id } } name } __typename } } }
            fragment A on Account { name contacts(first: 2) { nodes { name ... on Contact { account { name } } } } health { score } }
            fragment B on Account { name contacts(first: 2) { nodes { title account { id } } totalCount } health { band } }";
        let together = "{ accounts(first: 3) { nodes {
            name contacts(first: 2) { nodes { name account { name id } title } totalCount } health { score band } id __typename } } }";
        let answer = reader.ask(Role::Admin, apart, json!({})).await;
        assert_eq!(answer.to_string(), reader.ask(Role::Admin, together, json!({})).await.to_string());
        assert_eq!(answer["accounts"]["nodes"][0]["__typename"], "Account");
        assert_eq!(reader.statements_of(apart).await, reader.statements_of(together).await);
    }
}
