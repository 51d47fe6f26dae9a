//! Who a caller is: nobody passes for another one.

use std::time::{Duration, Instant};

use entity::enums::Role;
use entity::ids::TeamMemberId;
use entity::{request, sign_in, team_member};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use vitrine::auth::Identity;
use vitrine::domain::access::Rights;
use vitrine::store::team_members::doubles;

use crate::common::api::{Actor, TestApp, at, metrics};
use crate::common::each_engine;
use crate::common::server::vitrine;
use crate::common::world::World;

/// The token of an integration with all scopes of features.
fn robot(app: &TestApp, claims: &Value) -> Actor {
    let mut all = json!({"sub": "robot", "roles": ["INTEGRATION"], "scope": "read write:features", "system": "crm"});
    for (name, value) in claims.as_object().unwrap() {
        all[name] = value.clone();
    }
    app.bearer(all)
}

/// Sends a feature under the key `k-1`: outcome, and whether the answer was a replay.
async fn feature(actor: &Actor, system: &str, id: &str) -> Value {
    let query = "mutation($input: FeaturesUpsertInput!) { featuresUpsert(input: $input) {
        results { outcome externalId } userErrors { code } } }";
    let input = json!({"system": system, "records": [{"externalId": id, "name": id}]});
    let answer = actor.gql_with(query, json!({"input": input}), &[("idempotency-key", "k-1")]).await;
    if answer.body["errors"].is_null() {
        answer.body["data"]["featuresUpsert"]["results"][0].clone()
    } else {
        json!(answer.errors())
    }
}

each_engine! {
    async fn integrations_that_share_a_subject_do_not_share_their_keys(database) {
        let app = TestApp::new(database).await;
        let base = robot(&app, &json!({}));
        assert_eq!(feature(&base, "crm", "f1").await["outcome"], "CREATED");
        // Another system, issuer or client under the same key: neither a replay nor IDEMPOTENCY_KEY_REUSED.
        let others = [
            ("erp", json!({"system": "erp"})),
            ("crm", json!({"iss": "https://id.example"})),
            ("crm", json!({"azp": "billing"})),
            ("crm", json!({"client_id": "crm"})),
            ("crm", json!({"iss": "https://id.example", "azp": "billing"})),
        ];
        for (number, (system, claims)) in others.iter().enumerate() {
            let id = format!("g{number}");
            let done = feature(&robot(&app, claims), system, &id).await;
            assert_eq!(done, json!({"outcome": "CREATED", "externalId": id}), "{claims}");
        }
        assert_eq!(feature(&base, "crm", "f1").await, json!({"outcome": "CREATED", "externalId": "f1"}), "a replay of its own");
        assert_eq!(feature(&base, "crm", "f2").await, json!(["IDEMPOTENCY_KEY_REUSED featuresUpsert"]));
    }

    async fn a_name_in_a_token_is_nobodys(database) {
        let world = World::new(database).await;
        let mallory = world.app.bearer(json!({"sub": "mallory", "roles": ["CS"], "name": "eve", "email": "eve@vendor.example"}));
        let request = world.request().await;
        let input = json!({"id": request["id"], "body": "Eve says yes."});
        let comment = mallory.does("requestComment", input, "comment { author { kind name member { name } } }").await;
        assert_eq!(comment["comment"]["author"], json!({"kind": "MEMBER", "name": "mallory", "member": null}));
        let log = world.actor(Role::Admin).gql("{ changes(first: 250) { nodes { actor { name member { name } } } } }", json!({})).await;
        let last = log.data()["changes"]["nodes"].as_array().unwrap().iter().map(|node| node["actor"].clone()).find(|actor| actor["name"] != "ada");
        assert_ne!(last, None);
        let named: Vec<_> = log.data()["changes"]["nodes"].as_array().unwrap().iter().filter(|node| node["actor"]["name"] == "eve").collect();
        assert!(named.is_empty(), "{named:?}");
    }
}

/// What became of a team member's row: outcome, and problems as `CODE at.the.path`.
async fn hired(actor: &Actor, system: &str, record: Value) -> (String, Vec<String>) {
    let input = json!({"system": system, "records": [record]});
    let payload = actor
        .mutate("teamMembersUpsert", input, "results { outcome problems { code path } } userErrors { code }")
        .await;
    let result = &payload["results"][0];
    let problems = result["problems"].as_array().unwrap_or_else(|| panic!("{payload:#}"));
    let problems = problems.iter().map(|problem| at(&problem["code"], &problem["path"])).collect();
    (result["outcome"].as_str().unwrap().to_owned(), problems)
}

/// The name of the team member that a caller is.
async fn member(actor: &Actor) -> Value {
    actor.gql("{ viewer { member { name email } } }", json!({})).await.data()["viewer"]["member"]["name"].clone()
}

/// Puts a stored value in place of another, as it could once be stored.
async fn put(world: &World, name: &str, column: team_member::Column, value: &str) {
    let set = team_member::Entity::update_many().col_expr(column, Expr::value(value));
    let done = set.filter(team_member::Column::Name.eq(name)).exec(&world.app.desk.db.write).await.unwrap();
    assert_eq!(done.rows_affected, 1);
}

each_engine! {
    async fn a_subject_is_set_by_right_alone(database) {
        let world = World::new(database).await;
        let hr = world.app.integration("hr", &["read", "write:teamMembers"]);
        let trusted = world.app.integration("hr", &["read", "write:teamMembers", "write:identity"]);
        let row = |subject: Value| json!({"externalId": "cleo", "subject": subject, "weeklyMinutes": 600});
        let forbidden = vec!["FORBIDDEN subject".to_owned()];
        let told = hired(&hr, "hr", row(json!("mallory"))).await;
        assert_eq!((told.0.as_str(), &told.1), ("UPDATED", &forbidden), "the rest goes in");
        // Whatever it says, what stands does not show; and it is told each time.
        for subject in [json!("cleo"), json!("mallory"), json!(null)] {
            let told = hired(&hr, "hr", row(subject)).await;
            assert_eq!((told.0.as_str(), &told.1), ("UNCHANGED", &forbidden));
        }
        let new = json!({"externalId": "new", "name": "New", "department": "CS", "subject": "new"});
        let told = hired(&hr, "hr", new.clone()).await;
        assert_eq!((told.0.as_str(), &told.1), ("CREATED", &forbidden));
        let person = |subject: &str| world.app.person(subject, &[Role::Cs]);
        assert_eq!((member(&person("cleo")).await, member(&person("mallory")).await), (json!("cleo"), Value::Null));
        // The same row is taken whole once the right is there.
        assert_eq!(member(&person("new")).await, Value::Null);
        assert_eq!(hired(&trusted, "hr", new).await, ("UPDATED".to_owned(), Vec::new()));
        assert_eq!(member(&person("new")).await, "New");
        let query = "{ teamMembers(first: 50) { nodes { name weeklyMinutes } } }";
        let people = world.actor(Role::Admin).gql(query, json!({})).await;
        assert!(people.data()["teamMembers"]["nodes"].as_array().unwrap().contains(&json!({"name": "cleo", "weeklyMinutes": 600})));
    }

    async fn nobody_has_anothers_subject_or_address(database) {
        let world = World::new(database).await;
        let trusted = world.app.integration("hr2", &["read", "write:teamMembers", "write:identity"]);
        let plain = world.app.integration("hr2", &["read", "write:teamMembers"]);
        let row = |id: &str, more: Value| {
            let mut row = json!({"externalId": id, "name": id, "department": "SALES"});
            for (key, value) in more.as_object().unwrap() {
                row[key] = value.clone();
            }
            row
        };
        let told = hired(&trusted, "hr2", row("a", json!({"subject": "eve", "email": "EVE@vendor.example"}))).await;
        assert_eq!(told, ("CREATED".to_owned(), vec!["DUPLICATE email".to_owned(), "DUPLICATE subject".to_owned()]));
        let told = hired(&plain, "hr2", row("b", json!({"email": "eve@Vendor.example"}))).await;
        assert_eq!(told, ("CREATED".to_owned(), vec!["DUPLICATE email".to_owned()]));
        // Within a batch too, the first has it.
        let input = json!({"system": "hr2", "records": [row("c", json!({"subject": "zoe"})), row("d", json!({"subject": "zoe"}))]});
        let payload = trusted.mutate("teamMembersUpsert", input, "results { outcome problems { code path } }").await;
        assert_eq!(payload["results"][0]["problems"], json!([]));
        assert_eq!(payload["results"][1]["problems"], json!([{"code": "DUPLICATE", "path": ["subject"]}]));
        let eve = world.app.bearer(json!({"sub": "e", "roles": ["EXECUTIVE"], "email": "eve@vendor.example", "email_verified": true}));
        assert_eq!((member(&world.actor(Role::Executive)).await, member(&eve).await), (json!("eve"), json!("eve")));
    }

    async fn of_two_who_are_hired_at_once_one_gets_the_subject(database) {
        let world = World::new(database).await;
        let mut under_way = Vec::new();
        for number in 0..6 {
            let trusted = world.app.integration(&format!("hr{number}"), &["write:teamMembers", "write:identity"]);
            under_way.push(tokio::spawn(async move {
                let row = json!({"externalId": "x", "name": format!("X{number}"), "department": "CS", "subject": "zoe", "email": "zoe@vendor.example"});
                hired(&trusted, &format!("hr{number}"), row).await.1
            }));
        }
        let mut whole = 0;
        for told in under_way {
            whole += usize::from(told.await.unwrap().is_empty());
        }
        assert_eq!(whole, 1);
        assert_eq!(doubles(&world.app.desk.db.read).await.unwrap(), []);
    }

    async fn the_address_of_who_has_signed_in_stays(database) {
        let world = World::new(database).await;
        let hr = world.app.integration("hr", &["read", "write:teamMembers"]);
        let row = |id: &str, email: Value| json!({"externalId": id, "email": email});
        // Nobody has seen sam yet.
        assert_eq!(hired(&hr, "hr", row("sam", json!("samuel@vendor.example"))).await, ("UPDATED".to_owned(), Vec::new()));
        // Cleo writes, mia reads, each by their subject; pia by her address.
        let request = world.request().await;
        assert_eq!(member(&world.actor(Role::Marketing)).await, "mia");
        let pia = world.app.bearer(json!({"sub": "p", "roles": ["PRODUCT"], "email": "Pia@vendor.example", "email_verified": true}));
        pia.does("requestComment", json!({"id": request["id"], "body": "Seen"}), "comment { body }").await;
        let signed_in = async |name: &str| {
            let id = TeamMemberId::parse(&world.people[name]).unwrap();
            sign_in::Entity::find_by_id(id).one(&world.app.desk.db.read).await.unwrap().is_some()
        };
        // A reader is written down beside the request.
        let begun = Instant::now();
        while !signed_in("mia").await {
            assert!(begun.elapsed() < Duration::from_secs(30), "mia has signed in");
            tokio::task::yield_now().await;
        }
        for id in ["cleo", "mia", "pia"] {
            let told = hired(&hr, "hr", row(id, json!("mallory@vendor.example"))).await;
            assert_eq!(told, ("UNCHANGED".to_owned(), vec!["FORBIDDEN email".to_owned()]), "{id}");
            let told = hired(&hr, "hr", row(id, json!(null))).await;
            assert_eq!(told, ("UNCHANGED".to_owned(), vec!["FORBIDDEN email".to_owned()]), "{id}");
            let same = json!({"externalId": id, "email": format!("{id}@vendor.example"), "weeklyMinutes": 300});
            assert_eq!(hired(&hr, "hr", same).await, ("UPDATED".to_owned(), Vec::new()), "{id}: it says what stands");
        }
        let trusted = world.app.integration("hr", &["write:teamMembers", "write:identity"]);
        assert_eq!(hired(&trusted, "hr", row("pia", json!("pia.p@vendor.example"))).await.0, "UPDATED");
        assert_eq!(hired(&world.actor(Role::Admin), "hr", row("mia", json!("mia.m@vendor.example"))).await.0, "UPDATED");
    }

    async fn what_two_have_already_finds_neither(database) {
        let url = database.url.clone();
        let world = World::new(database).await;
        let (sam, eve) = (world.actor(Role::Sales), world.actor(Role::Executive));
        let by_address = |email: &str| world.app.bearer(json!({"sub": "x", "roles": ["CS"], "email": email, "email_verified": true}));
        assert_eq!((member(&sam).await, member(&eve).await), (json!("sam"), json!("eve")));
        put(&world, "sam", team_member::Column::Subject, "eve").await;
        put(&world, "mia", team_member::Column::Email, "Cleo@Vendor.example").await;
        assert_eq!((member(&sam).await, member(&eve).await), (Value::Null, Value::Null));
        assert_eq!((member(&by_address("cleo@vendor.example")).await, member(&by_address("sam@vendor.example")).await), (Value::Null, json!("sam")));
        assert_eq!(member(&world.actor(Role::Cs)).await, "cleo", "her subject is hers alone");
        let comment = eve.does("requestComment", json!({"id": world.request().await["id"], "body": "Whose?"}), "comment { author { name member { name } } }").await;
        assert_eq!(comment["comment"]["author"], json!({"name": "eve", "member": null}));
        let told = metrics(&world.app.desk).await;
        assert!(told.contains("vitrine_identities_doubled 2"), "{told}");
        let output = vitrine().args(["doctor", "--format", "json", "--database-url", &url]).output().unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let finding = report["findings"].as_array().unwrap().iter().find(|finding| finding["what"] == "identities").unwrap();
        assert_eq!((&finding["ok"], &finding["list"]), (&json!(false), &json!(["email cleo@vendor.example: cleo, mia", "subject eve: eve, sam"])), "{finding:#}");
        // A row that says what stands says nothing new, and one that ends the double is taken.
        let admin = world.actor(Role::Admin);
        assert_eq!(hired(&admin, "hr", json!({"externalId": "sam", "subject": "eve"})).await, ("UNCHANGED".to_owned(), Vec::new()));
        assert_eq!(hired(&admin, "hr", json!({"externalId": "sam", "subject": "sam"})).await, ("UPDATED".to_owned(), Vec::new()));
        assert_eq!((member(&sam).await, member(&eve).await), (json!("sam"), json!("eve")));
    }

    async fn who_has_left_is_no_owner_manager_or_colleague(database) {
        let world = World::new(database).await;
        let admin = world.actor(Role::Admin);
        let open = json!({"account": {"id": world.acme}, "title": "Discount", "department": "SALES", "ownerId": world.people["pia"]});
        let request = world.actor(Role::Cs).does("requestOpen", open, "request { id owner { name } }").await["request"].clone();
        let id = request["id"].clone();
        let update = |status: &str| json!({"id": id, "status": status});
        let token = |subject: &str| world.app.person(subject, &[Role::Product]);
        // The owner, the owner's manager, and a colleague of the department, none of them by a role of theirs.
        for name in ["pia", "petra", "sam"] {
            token(name).does("requestUpdate", update("IN_PROGRESS"), "request { status }").await;
        }
        assert_eq!(token("mia").is_refused("requestUpdate", update("OPEN")).await, ["FORBIDDEN"]);
        // Where nobody takes a request over its owner stays its owner.
        for name in ["pia", "petra", "sam"] {
            let left = json!({"externalId": name, "active": false});
            assert_eq!(hired(&admin, "hr", left).await.0, "UPDATED");
            put_owner(&world, "Discount", "pia").await;
            assert_eq!(token(name).is_refused("requestUpdate", update("OPEN")).await, ["FORBIDDEN"], "{name}");
            // Roles in the token stay what they are: a comment is anybody's, and names who wrote it.
            let comment = token(name).does("requestComment", json!({"id": id, "body": "Still here"}), "comment { author { member { name } } }").await;
            assert_eq!(comment["comment"]["author"]["member"]["name"], name);
        }
        assert_eq!(hired(&admin, "hr", json!({"externalId": "sam", "active": true})).await.0, "UPDATED");
        token("sam").does("requestUpdate", update("OPEN"), "request { status }").await;
    }
}

/// Makes somebody the owner of a request again, whoever took it over.
async fn put_owner(world: &World, title: &str, name: &str) {
    let id = TeamMemberId::parse(&world.people[name]).unwrap();
    let set = request::Entity::update_many().col_expr(request::Column::OwnerId, Expr::value(id));
    set.filter(request::Column::Title.eq(title)).exec(&world.app.desk.db.write).await.unwrap();
}

#[test]
fn no_two_callers_have_one_key() {
    let caller = |issuer: Option<&str>, subject: &str, system: Option<&str>, client: Option<&str>| {
        let owned = |text: &str| text.to_owned();
        let rights = Rights { system: system.map(owned), ..Rights::default() };
        let (issuer, client) = (issuer.map(owned), client.map(owned));
        Identity { subject: subject.to_owned(), issuer, client, emails: Vec::new(), rights }.key()
    };
    let keys = [
        caller(None, "a", None, None),
        caller(Some("a"), "", None, None),
        caller(Some(""), "a", None, None),
        caller(None, "a", Some(""), None),
        caller(None, "a", None, Some("")),
        caller(None, "ab", None, None),
        caller(Some("a"), "b", None, None),
        caller(None, "a", Some("b"), None),
        caller(None, "a", None, Some("b")),
        caller(None, "", Some("a"), Some("b")),
        caller(None, "", Some("ab"), None),
    ];
    let different: std::collections::BTreeSet<_> = keys.iter().collect();
    assert_eq!(different.len(), keys.len());
    assert_eq!(caller(None, "a", None, None), keys[0]);
}

#[test]
fn each_system_has_a_subject_of_its_own() {
    let subject = |words: &[&str]| {
        use base64::Engine;
        let output = vitrine().arg("token").args(words).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let token = String::from_utf8(output.stdout).unwrap();
        let body = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
        serde_json::from_slice::<Value>(&body).unwrap()["sub"].clone()
    };
    assert_eq!(subject(&["--role", "INTEGRATION", "--system", "crm"]), "crm");
    assert_eq!(subject(&["--role", "INTEGRATION", "--system", "erp"]), "erp");
    assert_eq!(subject(&["--role", "INTEGRATION", "--system", "erp", "--sub", "robot"]), "robot");
    assert_eq!(subject(&["--role", "CS"]), "cs");
}
