//! Histories: newest first, by kind and time, page by page.

use serde_json::json;

use super::World;
use crate::common::each_engine;

each_engine! {
    async fn a_history_is_read_newest_first(database) {
        let world = World::open(&database).await;
        world.fill(1, 14).await;
        let mut after = String::new();
        let mut lines = Vec::new();
        loop {
            let page = world.ask(&format!("{{ account(by: {{domain: \"a0.example\"}}) {{ history(first: 9{after}) {{ nodes {{ id kind occurredAt }} pageInfo {{ hasNextPage endCursor }} }} }} }}")).await["account"]["history"].clone();
            lines.extend(page["nodes"].as_array().unwrap().clone());
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = format!(", after: {}", page["pageInfo"]["endCursor"]);
        }
        let places: Vec<_> = lines.iter().map(|line| (crate::read::at(line["occurredAt"].as_str().unwrap()), line["id"].as_str().unwrap())).collect();
        let mut sorted = places.clone();
        sorted.sort_by(|one, other| other.cmp(one));
        sorted.dedup();
        assert_eq!(places, sorted);
        let tickets = |arguments: &str| format!("{{ account(by: {{domain: \"a0.example\"}}) {{ history(kinds: [TICKET]{arguments}) {{ totalCount nodes {{ summary }} }} }} }}");
        assert_eq!(world.ask(&tickets("")).await["account"]["history"]["totalCount"], 14);
        let some = world.ask(&tickets(", since: \"2026-06-03T08:00:00Z\", until: \"2026-06-05T08:00:00Z\"")).await;
        assert_eq!(some["account"]["history"]["nodes"], json!([{"summary": "Ticket (SEV2): Case 3"}, {"summary": "Ticket (SEV2): Case 2"}]));
    }
}
