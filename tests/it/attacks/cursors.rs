//! Cursors of an order by what only some may read hold nothing that can be read, and none that was made up is taken.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::common::{TestDatabase, each_engine};
use crate::read::World;

/// Accounts with a revenue of their own each; the last two have none.
async fn company(database: &TestDatabase) -> World {
    let world = World::open(database).await;
    world.fill(7, 0).await;
    let contracts: Vec<Value> = (0..5)
        .map(|at| {
            json!({"externalId": format!("s{at}"), "account": {"system": "crm", "id": format!("a{at}")},
                "mrr": format!("{}4321.09", at + 1), "currency": "USD", "startedOn": "2025-01-01", "termEndsOn": "2026-12-31"})
        })
        .collect();
    world.send("subscriptions", "SubscriptionRowInput", contracts.into()).await;
    world
}

fn by_revenue(more: &str) -> String {
    format!(
        "{{ accounts(orderBy: {{field: MRR, direction: DESC}}{more}) {{ edges {{ cursor node {{ name }} }} pageInfo {{ startCursor endCursor hasNextPage }} }} }}"
    )
}

fn names(answer: &Value) -> Vec<String> {
    let edges = answer["accounts"]["edges"].as_array().unwrap();
    edges.iter().map(|edge| edge["node"]["name"].as_str().unwrap().to_owned()).collect()
}

fn cursors(answer: &Value) -> Vec<String> {
    let edges = answer["accounts"]["edges"].as_array().unwrap();
    edges.iter().map(|edge| edge["cursor"].as_str().unwrap().to_owned()).collect()
}

each_engine! {
    async fn a_cursor_of_revenue_tells_nothing(database) {
        let world = company(&database).await;
        let all = world.ask(&by_revenue("")).await;
        let made = cursors(&all);
        for (at, cursor) in made.iter().enumerate() {
            let bytes = URL_SAFE_NO_PAD.decode(cursor).unwrap();
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("432109") && !text.contains("account") && !text.contains("mrr"), "{text}");
            assert_eq!(cursor.len(), made[0].len(), "its length does not tell the digits of {at}");
        }
        assert_ne!(cursors(&world.ask(&by_revenue("")).await), made, "nor whether an amount is the same as before");
        // They page as others do, both ways, over what is null too, and on another node of the same database.
        let other_node = World::open(&database).await;
        let expected = names(&all);
        assert_eq!(expected[..5], ["Account 004", "Account 003", "Account 002", "Account 001", "Account 000"]);
        for at in 0..7 {
            let after = other_node.ask(&by_revenue(&format!(", after: \"{}\"", made[at]))).await;
            assert_eq!(names(&after), expected[at + 1..], "after {at}");
            let before = other_node.ask(&by_revenue(&format!(", last: 3, before: \"{}\"", made[at]))).await;
            assert_eq!(names(&before), expected[at.saturating_sub(3)..at], "before {at}");
        }
        let end = format!(", first: 2, after: \"{}\"", made[2]);
        let page = world.ask(&by_revenue(&end)).await;
        let next = page["accounts"]["pageInfo"]["endCursor"].as_str().unwrap();
        assert_eq!(names(&world.ask(&by_revenue(&format!(", first: 1, after: \"{next}\""))).await), expected[5..6]);
    }

    async fn a_cursor_that_was_made_up_is_refused(database) {
        let world = company(&database).await;
        let all = world.ask(&by_revenue("")).await;
        let cursor = cursors(&all).remove(2);
        let refused = async |cursor: &str| world.refused(&by_revenue(&format!(", after: \"{cursor}\""))).await;
        let bytes = URL_SAFE_NO_PAD.decode(&cursor).unwrap();
        for at in 0..bytes.len() {
            let mut forged = bytes.clone();
            forged[at] ^= 0x10;
            assert_eq!(refused(&URL_SAFE_NO_PAD.encode(&forged)).await, "BAD_USER_INPUT", "byte {at}");
        }
        for length in [0, 1, 12, 13, 28, bytes.len() - 1] {
            assert_eq!(refused(&URL_SAFE_NO_PAD.encode(&bytes[..length])).await, "BAD_USER_INPUT", "{length} bytes");
        }
        // A plain one would let anybody probe where an amount lies.
        let plain = URL_SAFE_NO_PAD.encode(json!([1, "account-mrr_minor-id", [3_432_109, "01890000-0000-7000-8000-000000000000"]]).to_string());
        assert_eq!(refused(&plain).await, "BAD_USER_INPUT");
        // One of the other direction, of another list, or of another database.
        let rising = by_revenue("").replace("DESC", "ASC");
        assert_eq!(refused(&cursors(&world.ask(&rising).await)[2]).await, "BAD_USER_INPUT");
        let by_name = world.ask(&by_revenue("").replace("MRR", "NAME")).await;
        assert_eq!(refused(&cursors(&by_name)[2]).await, "BAD_USER_INPUT");
        assert_eq!(world.refused(&format!("{{ accounts(after: \"{cursor}\") {{ totalCount }} }}")).await, "BAD_USER_INPUT");
        let folder = tempfile::tempdir().unwrap();
        let own = TestDatabase::at(format!("sqlite://{}?mode=rwc", folder.path().join("own.db").display())).await;
        let elsewhere = company(&own).await;
        assert_eq!(elsewhere.refused(&by_revenue(&format!(", after: \"{cursor}\""))).await, "BAD_USER_INPUT");
    }

    async fn cursors_of_open_orders_are_as_before(database) {
        let world = company(&database).await;
        let nodes = world.ask("{ accounts { nodes { id name } } }").await["accounts"]["nodes"].clone();
        let id = uuid(nodes[3]["id"].as_str().unwrap());
        let plain = URL_SAFE_NO_PAD.encode(json!([1, "account+name+id", ["Account 003", id]]).to_string());
        let after = world.ask(&format!("{{ accounts(after: \"{plain}\") {{ edges {{ node {{ name }} }} }} }}")).await;
        assert_eq!(names(&after), ["Account 004", "Account 005", "Account 006"]);
    }

    async fn the_key_is_not_read_for_a_request(database) {
        let world = company(&database).await;
        let page = |field: &str| format!("{{ accounts(orderBy: {{field: {field}}}, first: 3) {{ edges {{ cursor }} nodes {{ name }} pageInfo {{ endCursor }} }} }}");
        assert_eq!(world.statements_of(&page("MRR")).await, world.statements_of(&page("RENEWS_ON")).await);
    }
}

fn uuid(id: &str) -> String {
    entity::ids::AccountId::parse(id).unwrap().0.to_string()
}
