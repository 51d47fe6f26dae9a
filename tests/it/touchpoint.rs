//! Interactions that people record.

use chrono::TimeDelta;
use entity::enums::Role;
use serde_json::json;

use crate::common::each_engine;
use crate::common::world::World;

each_engine! {
    async fn stands_on_the_history_and_ends_the_silence(database) {
        let world = World::new(database).await;
        world.app.advance(TimeDelta::days(40)).await;
        let kinds = "query($id: ID!) { account(by: {id: $id}) { risks(state: [RAISED]) { nodes { kind } } } }";
        let sam = world.actor(Role::Sales);
        let silent = json!({"kind": "SILENT"});
        let before = sam.gql(kinds, json!({"id": world.acme})).await;
        assert!(before.data()["account"]["risks"]["nodes"].as_array().unwrap().contains(&silent), "{:#}", before.body);

        let input = json!({
            "account": {"externalId": {"system": "crm", "id": "acme"}}, "channel": "CALL", "direction": "INBOUND", "initiation": "INBOUND",
            "purpose": "OTHER", "occurredAt": world.app.clock.now() - TimeDelta::hours(1), "minutes": 20, "agenda": " Renewal ",
            "outcome": "", "sentiment": 0.5, "contactIds": [world.contacts["dana"], world.contacts["dana"]],
            "memberIds": [world.people["sam"], world.people["cleo"]],
        });
        let selection = "minutes touchpoint { channel direction initiation state purpose agenda goal outcome sentiment version
            contacts { nodes { name } } members { nodes { name } } }
            account { risks(state: [RAISED]) { nodes { kind } } contacts { nodes { name lastInboundAt } } }";
        let payload = sam.does("touchpointRecord", input, selection).await;
        assert_eq!(payload["touchpoint"], json!({
            "channel": "CALL", "direction": "INBOUND", "initiation": "INBOUND", "state": "KEPT", "purpose": "OTHER",
            "agenda": "Renewal", "goal": null, "outcome": null, "sentiment": 0.5, "version": 1,
            "contacts": {"nodes": [{"name": "Dana Dale"}]}, "members": {"nodes": [{"name": "sam"}, {"name": "cleo"}]},
        }));
        assert_eq!(payload["minutes"], 20, "their own value, though SALES reads no minutes");
        assert!(!payload["account"]["risks"]["nodes"].as_array().unwrap().contains(&silent), "the payload shows the account after it");
        let history = "query($id: ID!) { account(by: {id: $id}) { history(kinds: [TOUCHPOINT]) { nodes { actor { name kind } record { __typename } } } } }";
        let history = sam.gql(history, json!({"id": world.acme})).await;
        let line = json!({"actor": {"name": "sam", "kind": "MEMBER"}, "record": {"__typename": "Touchpoint"}});
        assert_eq!(history.data()["account"]["history"]["nodes"], json!([line]));
    }

    async fn may_lie_ahead_where_it_is_planned(database) {
        let world = World::new(database).await;
        let input = json!({
            "account": {"id": world.acme}, "channel": "MEETING", "direction": "BOTH", "initiation": "PLANNED", "state": "PLANNED",
            "occurredAt": world.app.clock.now() + TimeDelta::days(20),
        });
        world.actor(Role::Marketing).does("touchpointRecord", input, "touchpoint { state }").await;
    }
}
