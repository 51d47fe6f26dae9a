//! Pages: forwards and backwards the same list, cursors that hold, sizes that are refused.

use serde_json::Value;
use vitrine::store::Engine;

use super::World;
use crate::common::each_engine;

async fn walk(world: &World, field: &str, order: &str, way: (&str, &str, &str), step: usize) -> Vec<String> {
    let (size, from, cursor) = way;
    let mut seen = Vec::new();
    let mut at: Option<String> = None;
    loop {
        let place = at.as_ref().map(|at| format!(", {from}: \"{at}\"")).unwrap_or_default();
        let page = &world.ask(&format!("{{ accounts({order}{size}: {step}{place}) {{ nodes {{ {field} }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}")).await["accounts"];
        let names = page["nodes"].as_array().unwrap().iter().map(|node| node[field].as_str().unwrap().to_owned());
        let more =
            if size == "first" { &page["pageInfo"]["hasNextPage"] } else { &page["pageInfo"]["hasPreviousPage"] };
        if size == "first" {
            seen.extend(names);
        } else {
            seen.splice(0..0, names);
        }
        if more != &Value::Bool(true) {
            return seen;
        }
        at = Some(page["pageInfo"][cursor].as_str().unwrap().to_owned());
    }
}

each_engine! {
    async fn both_ways_give_the_same_list(database) {
        let world = World::open(&database).await;
        world.fill(23, 0).await;
        for order in ["", "orderBy: {field: HEALTH_SCORE, direction: DESC}, ", "orderBy: {field: NAME, direction: DESC}, ", "orderBy: {field: RENEWS_ON}, ", "orderBy: {field: CREATED_AT}, "] {
            let forwards = walk(&world, "id", order, ("first", "after", "endCursor"), 5).await;
            let backwards = walk(&world, "id", order, ("last", "before", "startCursor"), 4).await;
            assert_eq!(forwards.len(), 23, "{order}");
            assert_eq!(forwards, backwards, "{order}");
        }
        let names = walk(&world, "name", "", ("first", "after", "endCursor"), 7).await;
        let mut sorted = names.clone();
        sorted.sort();
        assert_eq!(names, sorted);
    }

    async fn what_is_null_comes_last_whichever_way_it_is_asked(database) {
        let world = World::open(&database).await;
        world.fill(9, 0).await;
        let ends = ["2026-12-31", "2027-01-31", "2026-12-31", "2026-11-30"];
        let contracts: Vec<Value> = (0..).zip(ends).map(|(at, end)| serde_json::json!({
            "externalId": format!("s{at}"), "account": {"system": "crm", "id": format!("a{}", 2 * at)},
            "mrr": "10", "currency": "USD", "startedOn": "2025-01-01", "termEndsOn": end,
        })).collect();
        world.send("subscriptions", "SubscriptionRowInput", contracts.into()).await;
        for direction in ["ASC", "DESC"] {
            let order = format!("orderBy: {{field: RENEWS_ON, direction: {direction}}}");
            let all = world.ask(&format!("{{ accounts({order}) {{ edges {{ cursor node {{ id renewsOn }} }} }} }}")).await;
            let edges = all["accounts"]["edges"].as_array().unwrap();
            let dates: Vec<Option<&str>> = edges.iter().map(|edge| edge["node"]["renewsOn"].as_str()).collect();
            let mut sorted = ends.map(Some).to_vec();
            sorted.sort();
            if direction == "DESC" {
                sorted.reverse();
            }
            sorted.resize(9, None);
            assert_eq!(dates, sorted, "{direction}");
            let ids: Vec<&str> = edges.iter().map(|edge| edge["node"]["id"].as_str().unwrap()).collect();
            for step in 1..6 {
                assert_eq!(walk(&world, "id", &format!("{order}, "), ("first", "after", "endCursor"), step).await, ids);
                assert_eq!(walk(&world, "id", &format!("{order}, "), ("last", "before", "startCursor"), step).await, ids);
            }
            for (from, to) in (0..9).flat_map(|from| (from + 1..9).map(move |to| (from, to))) {
                let between = format!("after: {}, before: {}", edges[from]["cursor"], edges[to]["cursor"]);
                for (size, expected) in [("first: 9", &ids[from + 1..to]), ("last: 1", &ids[to.max(from + 2) - 1..to])] {
                    let page = world.ask(&format!("{{ accounts({order}, {size}, {between}) {{ nodes {{ id }} }} }}")).await;
                    let found: Vec<&str> = page["accounts"]["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect();
                    assert_eq!(found, expected, "{direction} {size} {from} {to}");
                }
            }
        }
    }

    async fn sizes_and_cursors_are_checked(database) {
        let world = World::open(&database).await;
        world.fill(3, 1).await;
        for wrong in ["first: 0", "first: 251", "first: -1", "last: 0", "last: 251"] {
            assert_eq!(world.refused(&format!("{{ accounts({wrong}) {{ totalCount }} }}")).await, "PAGE_SIZE", "{wrong}");
        }
        assert_eq!(world.refused("{ accounts(first: 1, last: 1) { totalCount } }").await, "BAD_USER_INPUT");
        assert_eq!(world.refused("{ accounts(after: \"nonsense\") { totalCount } }").await, "BAD_USER_INPUT");
        let cursor = world.ask("{ accounts(first: 1) { pageInfo { endCursor } } }").await["accounts"]["pageInfo"]["endCursor"].as_str().unwrap().to_owned();
        assert_eq!(world.ask(&format!("{{ accounts(first: 1, after: \"{cursor}\") {{ nodes {{ name }} }} }}")).await["accounts"]["nodes"][0]["name"], "Account 001");
        assert_eq!(world.refused(&format!("{{ accounts(after: \"{cursor}\", orderBy: {{field: NAME, direction: DESC}}) {{ totalCount }} }}")).await, "BAD_USER_INPUT");
        assert_eq!(world.refused(&format!("{{ features(after: \"{cursor}\") {{ totalCount }} }}")).await, "BAD_USER_INPUT");
    }

    async fn the_whole_is_counted_only_where_asked(database) {
        let world = World::open(&database).await;
        world.fill(4, 2).await;
        let plain = world.statements_of("{ accounts(first: 2) { nodes { name } } }").await;
        let counted = world.statements_of("{ accounts(first: 2) { totalCount nodes { name } } }").await;
        // On PostgreSQL another one names the session.
        let named = usize::from(world.desk.db.engine == Engine::Postgres);
        assert_eq!((plain, counted), (named + 1, named + 2));
        let answer = world.ask("{ accounts(first: 2) { totalCount nodes { contacts(first: 1) { totalCount nodes { name } pageInfo { hasNextPage } } } } }").await;
        assert_eq!(answer["accounts"]["totalCount"], 4);
        let contacts = &answer["accounts"]["nodes"][1]["contacts"];
        assert_eq!((contacts["totalCount"].as_i64(), contacts["pageInfo"]["hasNextPage"].as_bool()), (Some(2), Some(true)));
        assert_eq!(contacts["nodes"].as_array().unwrap().len(), 1);
    }

    async fn what_a_touchpoint_names_is_paged_too(database) {
        let world = World::open(&database).await;
        world.fill(1, 3).await;
        let named: Vec<Value> = (0..3).map(|index| serde_json::json!({"system": "crm", "id": format!("0-{index}")})).collect();
        world.send("touchpoints", "TouchpointRowInput", serde_json::json!([{"externalId": "0-0", "account": {"system": "crm", "id": "a0"}, "contacts": named}])).await;
        let history = world.ask(r#"{ account(by: {domain: "a0.example"}) { history(kinds: [TOUCHPOINT]) { nodes { record { ... on Touchpoint { id contacts { totalCount } } } } } } }"#).await;
        let lines = history["account"]["history"]["nodes"].as_array().unwrap();
        let id = lines.iter().find(|line| line["record"]["contacts"]["totalCount"] == 3).unwrap()["record"]["id"].as_str().unwrap().to_owned();
        let page = |arguments: &str| format!("{{ node(id: \"{id}\") {{ ... on Touchpoint {{ contacts({arguments}) {{ nodes {{ name }} pageInfo {{ endCursor hasNextPage }} }} members {{ nodes {{ name }} }} }} }} }}");
        let first = world.ask(&page("first: 2")).await["node"]["contacts"].clone();
        assert_eq!(first["pageInfo"]["hasNextPage"], true);
        let cursor = first["pageInfo"]["endCursor"].as_str().unwrap();
        let second = world.ask(&page(&format!("after: \"{cursor}\""))).await["node"].clone();
        assert_eq!(second["contacts"]["nodes"], serde_json::json!([{"name": "Person 2 of 0"}]));
        assert_eq!(second["members"]["nodes"], serde_json::json!([{"name": "Nils Csm"}]));
    }
}
