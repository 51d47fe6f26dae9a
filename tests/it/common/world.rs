//! A small company to play in: eight people on our side, one customer.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::TestDatabase;
use super::api::{Actor, TestApp};
use entity::enums::Role;

/// The company, with one actor per role.
pub struct World {
    /// The server.
    pub app: TestApp,
    /// The ids of our people by name: cleo (CS, led by carol), sam (SALES), mia (MARKETING), pia (PRODUCT, led by petra), sue (SUPPORT), eve (EXECUTIVE, leads carol and petra).
    pub people: BTreeMap<String, String>,
    /// The customer Acme, looked after by cleo and pia.
    pub acme: String,
    /// Its contacts: dana (EXECUTIVE, owns the renewal) and max (CHAMPION).
    pub contacts: BTreeMap<String, String>,
}

impl World {
    /// Fills an empty database.
    pub async fn new(database: TestDatabase) -> Self {
        let app = TestApp::new(database).await;
        let admin = app.actor(Role::Admin);
        let person = |name: &str, department: &str, manager: Option<&str>| {
            let manager = manager.map(|id| json!({"system": "hr", "id": id}));
            let email = format!("{name}@vendor.example");
            json!({
                "externalId": name, "name": name, "subject": name, "email": email, "department": department,
                "manager": manager, "active": true,
            })
        };
        let staff = [
            person("eve", "EXECUTIVE", None),
            person("carol", "CS", Some("eve")),
            person("petra", "PRODUCT", Some("eve")),
            person("cleo", "CS", Some("carol")),
            person("sam", "SALES", None),
            person("mia", "MARKETING", None),
            person("pia", "PRODUCT", Some("petra")),
            person("sue", "SUPPORT", None),
        ];
        let ids = admin.sends("teamMembers", "hr", json!(staff)).await;
        let names = staff.iter().map(|person| person["externalId"].as_str().unwrap().to_owned());
        let people = names.zip(ids).collect();
        let team = json!([
            {"member": {"system": "hr", "id": "cleo"}, "role": "CSM"},
            {"member": {"system": "hr", "id": "pia"}, "role": "PRODUCT"},
        ]);
        let acme = json!([{
            "externalId": "acme", "name": "Acme", "domain": "acme.example", "status": "CUSTOMER", "touchModel": "HIGH_TOUCH",
            "startedOn": "2025-09-01", "team": team,
        }]);
        let acme = admin.sends("accounts", "crm", acme).await.remove(0);
        let account = json!({"system": "crm", "id": "acme"});
        let rows = json!([
            {"externalId": "dana", "account": account, "name": "Dana Dale", "seniority": "EXECUTIVE", "renewalInfluence": "OWNS",
             "email": "dana@acme.example", "phone": "+1 555 0100"},
            {"externalId": "max", "account": account, "name": "Max Moss", "seniority": "CHAMPION", "email": "max@acme.example"},
        ]);
        let ids = admin.sends("contacts", "crm", rows).await;
        let contacts = ["dana".to_owned(), "max".to_owned()].into_iter().zip(ids).collect();
        Self { app, people, acme, contacts }
    }

    /// The actor of a role: cleo, sam, mia, pia, sue, eve; ADMIN is nobody's team member.
    pub fn actor(&self, role: Role) -> Actor {
        self.app.actor(role)
    }

    /// How many entries the log has: unchanged when nothing was changed.
    pub async fn log_length(&self) -> i64 {
        let answer = self.app.actor(Role::Admin).gql("{ changes(first: 1) { totalCount } }", json!({})).await;
        answer.data()["changes"]["totalCount"].as_i64().unwrap()
    }

    /// Opens a request of Acme to PRODUCT as cleo, and gives it.
    pub async fn request(&self) -> Value {
        let input = json!({
            "account": {"id": self.acme}, "title": "Export to CSV", "department": "PRODUCT", "raisedById": self.contacts["max"],
        });
        let selection = "request { id version nextUpdateDue owner { name } status }";
        self.actor(Role::Cs).does("requestOpen", input, selection).await["request"].clone()
    }
}

impl World {
    /// A team member who has left the company.
    pub async fn gone(&self) -> String {
        let row = json!([{"externalId": "gus", "name": "gus", "department": "CS", "active": false}]);
        self.actor(Role::Admin).sends("teamMembers", "hr", row).await.remove(0)
    }

    /// Acme's open risk of a kind.
    pub async fn risk(&self, kind: &str) -> Value {
        let query =
            "query($id: ID!) { account(by: {id: $id}) { risks(first: 50) { nodes { id kind state version } } } }";
        let answer = self.actor(Role::Admin).gql(query, json!({"id": self.acme})).await;
        let risks = answer.data()["account"]["risks"]["nodes"].as_array().unwrap().clone();
        risks.iter().find(|risk| risk["kind"] == kind).unwrap_or_else(|| panic!("no {kind}: {risks:#?}")).clone()
    }
}
