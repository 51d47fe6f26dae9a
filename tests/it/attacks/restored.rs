//! A log that was restored from a dump: whoever reads on with a cursor of the lost part is told, and misses nothing silently.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::enums::Role;
use serde_json::{Value, json};

use crate::common::each_engine;
use crate::read::World;

/// All entries after a cursor, and the cursor to go on from.
async fn read_on(world: &World, after: Option<&str>) -> (Vec<String>, Option<String>) {
    let place = after.map(|after| format!(", after: \"{after}\"")).unwrap_or_default();
    let page = world
        .ask(&format!("{{ changes(first: 250{place}) {{ nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}"))
        .await;
    let page = &page["changes"];
    assert_eq!(page["pageInfo"]["hasNextPage"], false);
    let ids = page["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap().to_owned()).collect();
    (ids, page["pageInfo"]["endCursor"].as_str().map(str::to_owned))
}

async fn writes(world: &World, name: &str, many: usize) {
    let features = (0..many).map(|at| json!({"externalId": format!("{name}{at}"), "name": name})).collect();
    world.send("features", "FeatureRowInput", features).await;
}

fn keys(cursor: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(cursor).unwrap()).unwrap()
}

each_engine! {
    async fn a_cursor_of_what_was_lost_is_unknown(database) {
        let world = World::open(&database).await;
        world.fill(2, 1).await;
        let (saved, early) = read_on(&world, None).await;
        let early = early.unwrap();
        let dump = database.dumped_and_restored().await;
        writes(&world, "Lost", 3).await;
        let (lost, end) = read_on(&world, Some(&early)).await;
        let end = end.unwrap();
        assert_eq!(lost.len(), 3);
        // Nothing new: the consumer keeps its place.
        assert_eq!(read_on(&world, Some(&end)).await, (Vec::new(), Some(end.clone())));

        let restored = World::open(&dump).await;
        let refused = async |argument: &str, cursor: &str| restored.refused(&format!("{{ changes({argument}: \"{cursor}\") {{ nodes {{ id }} }} }}")).await;
        assert_eq!(refused("after", &end).await, "POSITION_UNKNOWN", "it lies beyond the end");
        writes(&restored, "New", 7).await;
        let (all, _) = read_on(&restored, None).await;
        assert!(all.len() > saved.len() + lost.len(), "the log has grown past the old end");
        assert_eq!(refused("after", &end).await, "POSITION_UNKNOWN", "another entry stands there");
        assert_eq!(refused("before", &end).await, "POSITION_UNKNOWN");
        // With a filter that nothing fits as well.
        let narrow = format!("{{ changes(after: \"{end}\", filter: {{kinds: []}}) {{ nodes {{ id }} }} }}");
        assert_eq!(restored.refused(&narrow).await, "POSITION_UNKNOWN");
        // What was read before the dump stands: all that came since is there, once.
        let (since, _) = read_on(&restored, Some(&early)).await;
        assert_eq!([&saved[..], &since].concat(), all);
        assert_eq!(since.len(), 7);
    }

    async fn a_cursor_names_the_entry_and_its_place(database) {
        let world = World::open(&database).await;
        world.fill(1, 1).await;
        let (ids, end) = read_on(&world, None).await;
        let whole = keys(&end.unwrap());
        let position = i64::try_from(ids.len()).unwrap();
        assert_eq!(whole[2][0], position);
        let with = |keys: Value| URL_SAFE_NO_PAD.encode(json!([1, whole[1], keys]).to_string());
        let id = &whole[2][1];
        let other = json!("01890000-0000-7000-8000-000000000000");
        for (what, keys) in [
            ("another entry", json!([position, other])),
            ("another place", json!([position - 1, id])),
            ("beyond the end", json!([position + 1, id])),
            ("no entry", json!([position])),
            ("nothing", json!([])),
            ("an id that is none", json!([position, 7])),
            ("a place that is none", json!(["x", id])),
            ("null", json!([null, null])),
        ] {
            let query = format!("{{ changes(after: \"{}\") {{ nodes {{ id }} }} }}", with(keys));
            assert_eq!(world.refused(&query).await, "POSITION_UNKNOWN", "{what}");
        }
        for garbage in ["", "x", "%%", &URL_SAFE_NO_PAD.encode(json!([1, "account+name+id", [position, id]]).to_string())] {
            let query = format!("{{ changes(after: \"{garbage}\") {{ nodes {{ id }} }} }}");
            assert_eq!(world.refused(&query).await, "BAD_USER_INPUT", "{garbage}");
        }
        // It costs one statement, where a cursor is given.
        let first = world.statements_of("{ changes(first: 2) { nodes { id } } }").await;
        let after = world.statements_of(&format!("{{ changes(first: 2, after: \"{}\") {{ nodes {{ id }} }} }}", with(json!([position - 3, position_id(&world, position - 3).await])))).await;
        assert!(after <= first + 1, "{first} {after}");
    }

    async fn a_consumer_can_go_on_from_an_empty_page(database) {
        let world = World::open(&database).await;
        world.fill(1, 1).await;
        let (_, end) = read_on(&world, None).await;
        let end = end.unwrap();
        let waiting = |filter: &str| format!("{{ changes(after: \"{end}\", filter: {{{filter}}}) {{ nodes {{ recordType }} pageInfo {{ startCursor endCursor hasNextPage }} }} }}");
        for filter in ["", "recordTypes: [FEATURE]", "kinds: []", "recordTypes: []"] {
            let page = world.ask(&waiting(filter)).await["changes"].clone();
            assert_eq!(page, json!({"nodes": [], "pageInfo": {"startCursor": null, "endCursor": end, "hasNextPage": false}}), "{filter}");
        }
        writes(&world, "New", 1).await;
        let page = world.ask(&waiting("recordTypes: [FEATURE]")).await;
        assert_eq!(page["changes"]["nodes"], json!([{"recordType": "Feature"}]));
        // Of other lists too: an account beyond the last name.
        let last = world.ask("{ accounts { pageInfo { endCursor } } }").await["accounts"]["pageInfo"]["endCursor"].clone();
        let page = world.ask(&format!("{{ accounts(after: {last}) {{ nodes {{ id }} pageInfo {{ endCursor }} }} }}")).await;
        assert_eq!(page["accounts"], json!({"nodes": [], "pageInfo": {"endCursor": last}}));
    }

    async fn a_type_that_is_none_is_no_filter(database) {
        let world = crate::common::world::World::new(database).await;
        let cleo = world.actor(Role::Cs);
        for wrong in ["[ACOUNT]", "[\"Account\"]", "[Account]"] {
            let answer = cleo.gql(&format!("{{ changes(filter: {{recordTypes: {wrong}}}) {{ nodes {{ id }} }} }}"), json!({})).await;
            assert_eq!(answer.body["errors"][0]["extensions"]["code"], "GRAPHQL_VALIDATION_FAILED", "{wrong}: {:#}", answer.body);
        }
        // Each type that the log has can be asked for.
        let all = cleo.gql("{ __type(name: \"ChangeRecordType\") { enumValues { name } } changes(first: 250) { nodes { recordType } } }", json!({})).await;
        let mut found = std::collections::BTreeSet::new();
        for value in all.data()["__type"]["enumValues"].as_array().unwrap() {
            let query = format!("{{ changes(first: 250, filter: {{recordTypes: [{}]}}) {{ nodes {{ recordType }} }} }}", value["name"].as_str().unwrap());
            let answer = cleo.gql(&query, json!({})).await;
            found.extend(answer.data()["changes"]["nodes"].as_array().unwrap().iter().map(|node| node["recordType"].to_string()));
        }
        let logged: std::collections::BTreeSet<_> = all.data()["changes"]["nodes"].as_array().unwrap().iter().map(|node| node["recordType"].to_string()).collect();
        assert_eq!(found, logged);
    }
}

async fn position_id(world: &World, position: i64) -> Value {
    let position = position.to_string();
    let page = world.ask("{ changes(first: 250) { edges { cursor node { position } } } }").await;
    let edges = page["changes"]["edges"].as_array().unwrap();
    let edge = edges.iter().find(|edge| edge["node"]["position"] == position).unwrap();
    keys(edge["cursor"].as_str().unwrap())[2][1].clone()
}
