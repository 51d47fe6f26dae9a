//! The log, read through the schema.

use entity::enums::Role;
use serde_json::json;

use super::World;
use crate::common::each_engine;

each_engine! {
    async fn who_wrote_reads_it_at_once_and_nothing_twice(database) {
        let world = World::open(&database).await;
        world.fill(2, 1).await;
        let mut after = String::new();
        let mut seen = Vec::new();
        loop {
            let page = world.ask(&format!("{{ changes(first: 3{after}) {{ nodes {{ id position kind recordType recordId }} pageInfo {{ hasNextPage endCursor }} }} }}")).await["changes"].clone();
            seen.extend(page["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap().to_owned()));
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = format!(", after: {}", page["pageInfo"]["endCursor"]);
        }
        let total = world.ask("{ changes { totalCount } }").await["changes"]["totalCount"].as_u64().unwrap();
        assert_eq!(seen.len() as u64, total);
        let distinct: std::collections::BTreeSet<_> = seen.iter().collect();
        assert_eq!(distinct.len(), seen.len());
        assert_eq!(world.ask("{ changes(filter: {notFromSystem: \"crm\", kinds: [CREATED], recordTypes: [ACCOUNT, CONTACT, TICKET]}) { totalCount } }").await["changes"]["totalCount"], 0);
        let mine = world.ask("{ changes(filter: {recordTypes: [TICKET]}) { nodes { kind recordId account { name } after } } }").await;
        assert_eq!(mine["changes"]["nodes"].as_array().unwrap().len(), 2);
        let ticket = &mine["changes"]["nodes"][0];
        assert_eq!(ticket["after"]["id"], ticket["recordId"]);
        let one = world.ask(&format!("{{ changes(filter: {{recordId: {}}}) {{ nodes {{ kind }} }} }}", ticket["recordId"])).await;
        assert_eq!(one["changes"]["nodes"], json!([{"kind": "CREATED"}]));
    }

    async fn what_a_role_may_not_read_is_masked_in_the_log(database) {
        let world = World::open(&database).await;
        world.fill(1, 1).await;
        let asked = "{ changes(filter: {recordTypes: [CONTACT]}) { nodes { after } } policy { document } }";
        let seen = world.ask_as(Role::Product, asked, json!({})).await["data"].clone();
        let image = &seen["changes"]["nodes"][0]["after"];
        assert_eq!((&image["email"], &image["phone"]), (&json!(null), &json!(null)));
        assert_eq!(image["_masked"], json!(["email", "phone", "attributes"]));
        assert_eq!(seen["policy"]["document"]["loadedRates"], json!(null));
        let open = world.ask_as(Role::Cs, asked, json!({})).await["data"].clone();
        assert_eq!(open["changes"]["nodes"][0]["after"]["email"], "p0@a0.example");
        assert!(open["policy"]["document"]["loadedRates"].is_object());
    }
}
