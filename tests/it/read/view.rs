//! The account view and the page of accounts: what they show, and that their statements do not depend on the data.

use entity::enums::Role;
use serde_json::json;

use super::World;
use crate::common::{TestDatabase, each_engine, on_a_deep_stack};

const VIEW: &str = r#"{ account(by: {externalId: {system: "crm", id: "a0"}}) {
    id name assessedAt team { member { name manager { name } } role }
    health { score band coverage components { component score } contributions { signal points reason { rule text evidence } } override { score author { name } }
        change(from: "2026-06-01T00:00:00Z") { delta parts { signal cause points } } series(since: "2026-06-01T00:00:00Z") { at score band } }
    happiness { score label } stage { rung criteria { rule state } next { rule } progress { rung met total share } }
    quadrant { name companyHappiness path { at name } }
    risks { nodes { id kind severity reasons { text } } }
    history(first: 20, kinds: [TICKET, REQUEST]) { nodes { kind occurredAt summary actor { name member { name } } record { id ... on Ticket { subject contact { name } } ... on CustomerRequest { title } } } pageInfo { hasNextPage endCursor } }
    requests { totalCount nodes { title overdue owner { name } raisedBy { name } escalations { level to { name } } comments { nodes { body } } } }
    contacts { nodes { name email level externalIds { system id } lastInboundAt } }
    externalIds { system id } attributes { key value source }
    voice { nps { score group } responses { nodes { normalized contact { name } } } }
    support { openCount tickets { nodes { subject severity } } }
    adoption { series(since: "2026-06-01") { on users } }
    commercials { mrr { amount currency } subscriptions { nodes { plan } } }
    profitability { revenue { amount } costs { nodes { note } } }
    featureUsage { features { uses feature { name } } } advocacy { member acts { nodes { kind } } }
    goals { nodes { state } } promises { nodes { state } } feedback { nodes { text } } outcomes { nodes { kind } } measures { nodes { key } } handoff { state }
} }"#;

const PAGE: &str = r"{ accounts(first: 50) { nodes { name health { score band }
    history(first: 5) { nodes { kind summary record { id ... on Ticket { contact { name } } } } }
    requests { nodes { title owner { name } raisedBy { name lastInboundAt } } } } } }";

each_engine! {
    async fn the_view_shows_what_came_in(database) {
        let world = World::open(&database).await;
        world.fill(2, 3).await;
        let view = &world.ask(VIEW).await["account"];
        assert_eq!(view["name"], "Account 000");
        assert_eq!(view["team"], json!([{"member": {"name": "Nils Csm", "manager": {"name": "Mara Boss"}}, "role": "CSM"}]));
        assert_eq!(view["contacts"]["nodes"].as_array().unwrap().len(), 3);
        assert_eq!(view["contacts"]["nodes"][1]["name"], "Person 1 of 0");
        assert_eq!(view["contacts"]["nodes"][1]["lastInboundAt"], "2026-06-02T09:00:00.000Z");
        assert_eq!(view["contacts"]["nodes"][1]["externalIds"], json!([{"system": "crm", "id": "0-1"}]));
        assert_eq!(view["requests"]["totalCount"], 3);
        assert_eq!(view["requests"]["nodes"][0]["title"], "Wish 2");
        assert_eq!(view["requests"]["nodes"][0]["overdue"], true);
        assert_eq!(view["requests"]["nodes"][0]["owner"]["name"], "Nils Csm");
        assert_eq!(view["support"]["openCount"], 3);
        assert_eq!(view["support"]["tickets"]["nodes"][0]["subject"], "Case 2");
        assert_eq!(view["voice"]["nps"], json!({"score": 9.0, "group": "PROMOTER"}));
        assert_eq!(view["voice"]["responses"]["nodes"][0]["normalized"], 0.9);
        let tier = view["attributes"].as_array().unwrap().iter().find(|found| found["key"] == "tier").unwrap();
        assert_eq!(tier, &json!({"key": "tier", "value": "gold", "source": "crm"}));
        let points = view["health"]["contributions"].as_array().unwrap().iter().map(|part| part["points"].as_f64().unwrap());
        let sum = (points.sum::<f64>() * 10.0).round() / 10.0;
        assert_eq!(json!(sum), view["health"]["score"]);
        assert!(view["history"]["nodes"].as_array().unwrap().iter().any(|line| line["record"]["subject"] == "Case 2" && line["record"]["contact"]["name"] == "Person 2 of 0"));
        assert_eq!(view["quadrant"]["path"].as_array().unwrap().last().unwrap()["at"], "2026-06-15");
    }

    async fn the_view_takes_the_same_statements_whatever_it_meets(database) {
        let world = World::open(&database).await;
        world.fill(1, 1).await;
        let few = world.statements_of(VIEW).await;
        world.fill(1, 12).await;
        assert_eq!(world.statements_of(VIEW).await, few);
        assert!(few <= 42, "{few} statements");
    }

    async fn a_page_takes_the_same_statements_for_one_account_and_for_fifty(database) {
        let world = World::open(&database).await;
        world.fill(1, 2).await;
        let one = world.statements_of(PAGE).await;
        world.fill(50, 2).await;
        assert_eq!(world.ask(PAGE).await["accounts"]["nodes"].as_array().unwrap().len(), 50);
        assert_eq!(world.statements_of(PAGE).await, one);
        assert!(one <= 8, "{one} statements");
    }

    async fn people_are_shown_as_they_stand_though_they_are_kept(database) {
        let world = World::open(&database).await;
        world.fill(1, 1).await;
        let query = r#"{ account(by: {domain: "a0.example"}) { team { member { name manager { name } } } requests { nodes { owner { name } } } } }"#;
        let seen = async || {
            let account = world.ask(query).await["account"].clone();
            let name = |value: &serde_json::Value| value["name"].as_str().unwrap().to_owned();
            let member = &account["team"][0]["member"];
            [name(member), name(&member["manager"]), name(&account["requests"]["nodes"][0]["owner"])]
        };
        assert_eq!(seen().await, ["Nils Csm", "Mara Boss", "Nils Csm"]);
        world.send("teamMembers", "TeamMemberRowInput", json!([{"externalId": "m1", "name": "Nils New"}])).await;
        assert_eq!(seen().await, ["Nils New", "Mara Boss", "Nils New"]);
    }

    async fn a_domain_that_two_accounts_share_names_none(database) {
        let world = World::open(&database).await;
        world.fill(2, 0).await;
        let by = r#"{ account(by: {domain: "A0.example"}) { name } }"#;
        assert_eq!(world.ask(by).await["account"]["name"], "Account 000");
        world.send("accounts", "AccountRowInput", json!([{"externalId": "a1", "domain": "a0.example"}])).await;
        assert_eq!(world.ask(by).await["account"], json!(null));
    }

    async fn anything_is_found_by_its_id(database) {
        let world = World::open(&database).await;
        world.fill(1, 1).await;
        let view = world.ask(r#"{ account(by: {externalId: {system: "crm", id: "a0"}}) { id contacts { nodes { id } } support { tickets { nodes { id } } } history { nodes { id } } } }"#).await;
        let ids = [&view["account"]["id"], &view["account"]["contacts"]["nodes"][0]["id"], &view["account"]["support"]["tickets"]["nodes"][0]["id"], &view["account"]["history"]["nodes"][0]["id"]];
        let list = serde_json::to_string(&ids).unwrap();
        let found = world.ask(&format!("{{ nodes(ids: {list}) {{ __typename id }} }}")).await;
        let types: Vec<_> = found["nodes"].as_array().unwrap().iter().map(|node| node["__typename"].as_str().unwrap().to_owned()).collect();
        assert_eq!(types, ["Account", "Contact", "Ticket", "HistoryEntry"]);
        assert_eq!(world.ask(r#"{ node(id: "acct_01h455vb4pex5vsknk084sn02q") { id } }"#).await["node"], json!(null));
        assert_eq!(world.refused(r#"{ node(id: "nonsense") { id } }"#).await, "BAD_USER_INPUT");
        assert_eq!(world.refused(r#"{ account(by: {id: "tkt_01h455vb4pex5vsknk084sn02q"}) { id } }"#).await, "BAD_USER_INPUT");
    }
}

#[test]
fn who_asks_is_found_in_the_state_that_the_rest_is_read_in() {
    on_a_deep_stack(|| async {
        // It has one connection: whoever wanted another would wait for it in vain.
        let world = crate::common::world::World::new(TestDatabase::memory()).await;
        let query = "{ accounts(first: 1) { nodes { name } } viewer { member { name } } changes { totalCount } }";
        let answer = world.actor(Role::Cs).gql(query, json!({})).await;
        assert!(answer.data()["viewer"]["member"]["name"].is_string(), "{:?}", answer.data());
    });
}
