//! The largest filters that are admitted: both engines take them. What is larger is refused at its place.

use entity::enums::Role;
use serde_json::{Value, json};

use crate::common::each_engine;
use crate::common::world::World;

const ACCOUNTS: &str = "query($f: AccountFilter) { accounts(filter: $f) { totalCount nodes { name } } }";

/// Filters in each other, with a comparison on every level.
fn nested(levels: usize) -> Value {
    let innermost = json!({"name": {"startsWith": "acm"}});
    (0..levels).fold(
        innermost,
        |inner, _| json!({"and": [inner, {"name": {"ne": "x"}}], "or": [{}, {"touchModel": "LOW_TOUCH"}]}),
    )
}

each_engine! {
    async fn are_answered_up_to_their_bounds_and_refused_beyond(database) {
        let world = World::new(database).await;
        let cs = world.actor(Role::Cs);
        let acme = world.actor(Role::Cs).gql("query($id: ID!) { account(by: {id: $id}) { name } }", json!({"id": world.acme})).await.data()["account"]["name"].clone();
        let others = |many: usize| (0..many).map(|number| json!(format!("other {number}"))).collect::<Vec<_>>();
        let mut names = others(249);
        names.push(acme.clone());
        let mut any: Vec<Value> = (0..99).map(|number| json!({"name": {"eq": number.to_string()}})).collect();
        any.push(json!({"name": {"eq": acme}}));
        let wide: Vec<Value> = (0..99).map(|number| json!({"name": {"ne": number.to_string(), "contains": "a"}})).collect();
        for filter in [
            json!({"name": {"in": names}}),
            json!({"name": {"eq": acme, "nin": others(250)}}),
            json!({"or": any}),
            json!({"name": {"eq": acme}, "and": wide}),
            json!({"and": [{"name": {"eq": acme}}, nested(20)]}),
        ] {
            let answer = cs.gql(ACCOUNTS, json!({"f": filter})).await;
            assert!(answer.errors().is_empty(), "{:?}", answer.errors());
            assert_eq!(answer.data()["accounts"]["nodes"][0]["name"], acme, "{filter}");
        }
        for text in ["x".repeat(1_000), "ä".repeat(1_000), "%".repeat(1_000), "\\".repeat(1_000)] {
            for filter in [json!({"name": {"contains": text}}), json!({"name": {"startsWith": text}}), json!({"name": {"eq": text}})] {
                let answer = cs.gql(ACCOUNTS, json!({"f": filter})).await;
                assert!(answer.errors().is_empty(), "{:?}", answer.errors());
                assert_eq!(answer.data()["accounts"]["totalCount"], 0);
            }
        }
        for filter in [
            json!({"name": {"contains": "x".repeat(50_001)}}),
            json!({"or": vec![json!({"touchModel": "HIGH_TOUCH"}); 4_000]}),
            json!({"name": {"in": others(10_000)}}),
        ] {
            let answer = cs.gql(ACCOUNTS, json!({"f": filter})).await;
            let errors = answer.errors();
            assert!(errors.len() == 1 && errors[0].contains("BAD_USER_INPUT"), "{errors:?}");
        }
    }
}
