//! A customer's request to the product team cannot be dropped: it has an owner and a next-update date at every moment,
//! silence escalates, and it cannot be closed until the customer was told.

use chrono::TimeDelta;
use entity::enums::Role;
use serde_json::{Value, json};

use crate::common::api::Actor;
use crate::common::each_engine;
use crate::common::world::World;

const REQUEST: &str = "query($id: ID!) { node(id: $id) { ... on CustomerRequest {
    status version overdue nextUpdateDue customerToldAt resolution owner { name }
    escalations { level at to { name } } } } }";

async fn seen_by(actor: &Actor, id: &Value) -> Value {
    actor.gql(REQUEST, json!({"id": id})).await.data()["node"].clone()
}

each_engine! {
    async fn lost_product_request(database) {
        let world = World::new(database).await;
        let [cs, sales, product, executive, admin] =
            [Role::Cs, Role::Sales, Role::Product, Role::Executive, Role::Admin].map(|role| world.actor(role));
        let start = world.app.clock.now();

        // Max of Acme asks Cleo for something that the product team must build. Pia looks after Acme there.
        let opened = cs.does(
            "requestOpen",
            json!({"account": {"externalId": {"system": "crm", "id": "acme"}}, "title": "Export to CSV",
                   "body": "We copy tables by hand every Friday.", "department": "PRODUCT", "urgency": "HIGH",
                   "raisedById": world.contacts["max"]}),
            "request { id status owner { name } nextUpdateDue }",
        ).await;
        let id = opened["request"]["id"].clone();
        assert_eq!(opened["request"]["owner"]["name"], "pia");
        assert_eq!(opened["request"]["status"], "OPEN");
        let due = moment(&opened["request"]["nextUpdateDue"]);
        assert!(near(due, start + TimeDelta::days(2)), "{due}");

        // Nobody does anything. At the due time Pia hears of it, a day later her manager, after three days the leadership.
        world.app.advance(TimeDelta::days(2) + TimeDelta::seconds(1)).await;
        let silent = seen_by(&product, &id).await;
        assert_eq!(silent["overdue"], true);
        assert_eq!(steps(&silent), [(1, due, "pia".to_owned())]);
        world.app.advance(TimeDelta::hours(24)).await;
        assert_eq!(steps(&seen_by(&product, &id).await)[1..], [(2, due + TimeDelta::hours(24), "petra".to_owned())]);
        world.app.advance(TimeDelta::hours(48)).await;
        assert_eq!(steps(&seen_by(&executive, &id).await)[2..], [(3, due + TimeDelta::hours(72), "eve".to_owned())]);

        // Everybody sees it: the leadership in its list, Cleo as a risk and on Acme's history.
        let overdue = "{ requests(filter: {overdue: true}) { nodes { id owner { name } account { name } } } }";
        let list = executive.gql(overdue, json!({})).await;
        assert_eq!(list.data()["requests"]["nodes"], json!([{"id": id, "owner": {"name": "pia"}, "account": {"name": "Acme"}}]));
        let risks = "query($id: ID!) { account(by: {id: $id}) { risks(state: [RAISED]) { nodes { kind severity reasons { evidence } } } } }";
        let account = cs.gql(risks, json!({"id": world.acme})).await;
        let raised = account.data()["account"]["risks"]["nodes"].as_array().unwrap().clone();
        let risk = raised.iter().find(|risk| risk["kind"] == "REQUEST_OVERDUE").unwrap_or_else(|| panic!("{raised:#?}"));
        assert_eq!(risk["severity"], "HIGH");
        assert_eq!(risk["reasons"][0]["evidence"], json!([id]));

        // Pia leaves the company. In the same moment the request is her manager's.
        admin.sends("teamMembers", "hr", json!([{"externalId": "pia", "active": false}])).await;
        assert_eq!(seen_by(&cs, &id).await["owner"]["name"], "petra");

        // Sales may look, and may not touch.
        let refused = sales.is_refused("requestClose", json!({"id": id, "declined": true, "resolution": "Too dear"})).await;
        assert_eq!(refused, ["FORBIDDEN"]);

        // Petra wants it off her desk. It cannot be closed without a result, nor before Max was told.
        let petra = world.app.person("petra", &[Role::Product]);
        assert_eq!(petra.is_refused("requestClose", json!({"id": id})).await, ["REQUIRED resolution"]);
        let answered = petra.does(
            "requestUpdate",
            json!({"id": id, "status": "ANSWERED", "resolution": "Shipped in 4.2"}),
            "request { status overdue nextUpdateDue }",
        ).await;
        assert_eq!(answered["request"]["overdue"], false);
        assert!(near(moment(&answered["request"]["nextUpdateDue"]), world.app.clock.now() + TimeDelta::days(2)));
        assert_eq!(petra.is_refused("requestClose", json!({"id": id})).await, ["NOT_TOLD id"]);
        let account = cs.gql(risks, json!({"id": world.acme})).await;
        let raised = account.data()["account"]["risks"]["nodes"].as_array().unwrap().clone();
        assert!(raised.iter().all(|risk| risk["kind"] != "REQUEST_OVERDUE"), "{raised:#?}");

        // Cleo tells Max; that stands on the history as what we said to him. Now it can be closed.
        world.app.advance(TimeDelta::hours(3)).await;
        let told = cs.does(
            "requestTellCustomer",
            json!({"id": id, "channel": "EMAIL", "message": "The export is there, Max."}),
            "request { customerToldAt } touchpoint { direction channel contacts { nodes { name } } members { nodes { name } } }",
        ).await;
        assert!(near(moment(&told["request"]["customerToldAt"]), world.app.clock.now()));
        assert_eq!(told["touchpoint"], json!({
            "direction": "OUTBOUND", "channel": "EMAIL",
            "contacts": {"nodes": [{"name": "Max Moss"}]}, "members": {"nodes": [{"name": "cleo"}]},
        }));
        let closed = petra.does("requestClose", json!({"id": id}), "request { status nextUpdateDue overdue }").await;
        assert_eq!(closed["request"], json!({"status": "CLOSED", "nextUpdateDue": null, "overdue": false}));
        world.app.advance(TimeDelta::days(30)).await;
        assert_eq!(steps(&seen_by(&product, &id).await).len(), 3);

        // At no moment was it without an owner or a next update, and each step is on record.
        let log = "query($id: ID!) { changes(filter: {recordId: $id}) { nodes { kind actor { name } after } } }";
        let log = executive.gql(log, json!({"id": id})).await;
        let images = log.data()["changes"]["nodes"].as_array().unwrap().clone();
        for image in images.iter().map(|change| &change["after"]).filter(|after| after["status"] != "CLOSED") {
            assert!(image["ownerId"].is_string() && image["nextUpdateDue"].is_string(), "{image:#}");
        }
        let history = "query($id: ID!) { account(by: {id: $id}) { history(kinds: [REQUEST, TOUCHPOINT], first: 50) { nodes { kind summary actor { name } } } } }";
        let history = cs.gql(history, json!({"id": world.acme})).await;
        let lines = history.data()["account"]["history"]["nodes"].as_array().unwrap().clone();
        let asked = lines.iter().filter(|line| line["kind"] == "REQUEST").count();
        assert_eq!(asked, 4, "the request and three steps of its ladder: {lines:#?}");
        assert_eq!(lines.iter().filter(|line| line["kind"] == "TOUCHPOINT").count(), 1, "{lines:#?}");
    }
}

fn moment(value: &Value) -> chrono::DateTime<chrono::Utc> {
    value.as_str().unwrap_or_else(|| panic!("no moment: {value}")).parse().unwrap()
}

/// Within a second: each unit of work has a moment of its own, though the clock stands still.
fn near(one: chrono::DateTime<chrono::Utc>, other: chrono::DateTime<chrono::Utc>) -> bool {
    (one - other).abs() < TimeDelta::seconds(1)
}

fn steps(request: &Value) -> Vec<(i64, chrono::DateTime<chrono::Utc>, String)> {
    let steps = request["escalations"].as_array().unwrap();
    let step = |step: &Value| {
        (step["level"].as_i64().unwrap(), moment(&step["at"]), step["to"]["name"].as_str().unwrap().to_owned())
    };
    steps.iter().map(step).collect()
}
