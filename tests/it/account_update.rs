//! What people say of an account: claims beside those of the systems.

use entity::enums::Role;
use serde_json::{Value, json};

use crate::common::each_engine;
use crate::common::world::World;

const ACCOUNT: &str =
    "account { name domain status touchModel phase segment industry employees country startedOn firstValueAt version
    attributes { key value source actor } team { member { name } role since } }";

async fn name(world: &World) -> Value {
    let query = "query($id: ID!) { account(by: {id: $id}) { name } }";
    world.actor(Role::Sales).gql(query, json!({"id": world.acme})).await.data()["account"]["name"].clone()
}

each_engine! {
    async fn sets_leaves_and_clears(database) {
        let world = World::new(database).await;
        let cs = world.actor(Role::Cs);
        let input = json!({
            "id": world.acme, "expectedVersion": 1, "name": "Acme Ltd", "domain": "WWW.Acme.example", "status": "CANCELED",
            "touchModel": "LOW_TOUCH", "phase": "RENEWAL", "segment": "Enterprise", "industry": "Tools", "employees": 120, "country": "DE",
            "startedOn": "2025-08-01", "firstValueAt": "2025-10-01T00:00:00Z", "attributes": {"tier": "gold", "score": 7},
        });
        let account = cs.does("accountUpdate", input, ACCOUNT).await["account"].clone();
        let expected = json!({
            "name": "Acme Ltd", "domain": "www.acme.example", "status": "CANCELED", "touchModel": "LOW_TOUCH", "phase": "RENEWAL",
            "segment": "Enterprise", "industry": "Tools", "employees": 120, "country": "DE", "startedOn": "2025-08-01",
            "firstValueAt": "2025-10-01T00:00:00.000Z", "version": 2,
        });
        for (field, value) in expected.as_object().unwrap() {
            assert_eq!(&account[field], value, "{field}");
        }
        let attribute = json!({"key": "tier", "value": "gold", "source": "vitrine", "actor": "cleo"});
        assert!(account["attributes"].as_array().unwrap().contains(&attribute), "{account:#}");
        assert_eq!(account["team"].as_array().unwrap().len(), 2, "what is absent stays");

        let cleared = json!({"id": world.acme, "domain": null, "phase": null, "segment": "", "employees": null, "touchModel": null, "attributes": {"tier": null}});
        let account = cs.does("accountUpdate", cleared, ACCOUNT).await["account"].clone();
        for field in ["domain", "phase", "segment", "employees"] {
            assert_eq!(account[field], Value::Null, "{field}");
        }
        assert_eq!((&account["touchModel"], &account["industry"], &account["version"]), (&json!("LOW_TOUCH"), &json!("Tools"), &json!(3)));

        // What says nothing new writes nothing.
        let log = world.log_length().await;
        let same = json!({"id": world.acme, "name": "Acme Ltd", "status": "CANCELED", "attributes": {"score": 7}});
        assert_eq!(cs.does("accountUpdate", same, ACCOUNT).await["account"]["version"], 3);
        assert_eq!(world.log_length().await, log);
    }

    async fn changes_the_team_with_a_line_of_history(database) {
        let world = World::new(database).await;
        let team = json!([
            {"memberId": world.people["cleo"], "role": "CSM"},
            {"memberId": world.people["sam"], "role": "ACCOUNT_EXECUTIVE", "since": "2026-01-01"},
        ]);
        let eve = world.actor(Role::Executive);
        let history = "query($id: ID!) { account(by: {id: $id}) { history(kinds: [TEAM]) { nodes { summary actor { name } } } } }";
        let lines = eve.gql(history, json!({"id": world.acme})).await.data()["account"]["history"]["nodes"].as_array().unwrap().len();
        let account = eve.does("accountUpdate", json!({"id": world.acme, "team": team}), ACCOUNT).await["account"].clone();
        assert_eq!(account["team"], json!([
            {"member": {"name": "cleo"}, "role": "CSM", "since": "2026-03-02"},
            {"member": {"name": "sam"}, "role": "ACCOUNT_EXECUTIVE", "since": "2026-01-01"},
        ]));
        let after = eve.gql(history, json!({"id": world.acme})).await;
        let nodes = after.data()["account"]["history"]["nodes"].as_array().unwrap().clone();
        assert_eq!((nodes.len(), &nodes[0]["actor"]["name"]), (lines + 1, &json!("eve")));
        let mine = "query($id: ID!) { accounts(filter: {memberId: $id}) { nodes { name } } }";
        let of_sam = eve.gql(mine, json!({"id": world.people["sam"]})).await;
        assert_eq!(of_sam.data()["accounts"]["nodes"], json!([{"name": "Acme"}]));
        eve.does("accountUpdate", json!({"id": world.acme, "team": null}), "account { team { role } }").await;
        assert_eq!(eve.gql(mine, json!({"id": world.people["sam"]})).await.data()["accounts"]["nodes"], json!([]));
    }

    async fn is_not_undone_by_a_sync_that_repeats_itself(database) {
        let world = World::new(database).await;
        let (cs, admin) = (world.actor(Role::Cs), world.actor(Role::Admin));
        let says = async |name: &str| cs.does("accountUpdate", json!({"id": world.acme, "name": name}), "account { name }").await;
        let syncs = async |name: &str| admin.sends("accounts", "crm", json!([{"externalId": "acme", "name": name}])).await;
        says("Acme of ours").await;
        syncs("Acme").await;
        assert_eq!(name(&world).await, "Acme of ours", "the CRM says what it always said");
        world.app.advance(chrono::TimeDelta::hours(1)).await;
        syncs("Acme Incorporated").await;
        assert_eq!(name(&world).await, "Acme Incorporated", "the CRM has something new to say");
        world.app.advance(chrono::TimeDelta::hours(1)).await;
        says("Acme of ours").await;
        assert_eq!(name(&world).await, "Acme of ours", "a person who says it again means it");
    }
}
