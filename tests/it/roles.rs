//! For each role: all that it may read and do, and all that it is refused, through the server.

use entity::enums::Role;
use serde_json::{Value, json};
use vitrine::domain::access::{Group, Rights};

use crate::common::api::{Actor, Answer, at};
use crate::common::each_engine;
use crate::common::secrets::{CLOSED, EVERYTHING, SECRETS, tell};
use crate::common::world::World;

const PEOPLE: [Role; 7] =
    [Role::Cs, Role::Sales, Role::Marketing, Role::Product, Role::Support, Role::Executive, Role::Admin];

const OPEN: &str = "query($id: ID!) {
    viewer { subject roles scopes can member { name department } }
    account(by: {id: $id}) {
        name status phase health { score band } happiness { label } stage { rung progress { rung met } } quadrant { name customerHappiness advice }
        risks { nodes { kind } } history { nodes { summary } } requests { nodes { title } } voice { nps { score } }
        adoption { activeUsers } support { openCount } goals { nodes { name } } promises { nodes { text } } feedback { nodes { text } }
        outcomes { nodes { kind on reason note } } measures { nodes { key } } handoff { state } contacts { nodes { name seniority } }
        team { role member { name } } attributes { key value } renewsOn firstValueAt
    }
    accounts { nodes { name } } requests { nodes { title } } teamMembers { nodes { name } } features { nodes { name } }
    changes(first: 5) { nodes { kind recordType } } policy { version }
}";

/// Reads everything: what is denied is told once per field of the document, and nothing of it is in the answer.
async fn reads(who: &str, actor: &Actor, rights: &Rights, world: &World, nodes: &[String]) {
    let variables = json!({"id": world.acme, "nodes": nodes});
    finds(who, &actor.gql(EVERYTHING, variables.clone()).await, rights);
    // Who looks at the past has today's rights.
    world.app.clock.advance_to(world.app.clock.now() + chrono::TimeDelta::seconds(1));
    let past = format!("account(by: {{id: $id}}, asOf: \"{}\")", world.app.clock.now().to_rfc3339());
    let then = EVERYTHING.replace("account(by: {id: $id})", &past);
    assert_ne!(then, EVERYTHING);
    finds(&format!("{who} as of then"), &actor.gql(&then, variables).await, rights);
}

fn finds(who: &str, answer: &Answer, rights: &Rights) {
    let closed = CLOSED.iter().filter(|(group, _)| !rights.may_read(*group)).flat_map(|(_, paths)| *paths);
    let mut expected: Vec<String> = closed.map(|path| format!("FORBIDDEN {path}")).collect();
    let mut found = answer.errors();
    expected.sort();
    found.sort();
    assert_eq!(found, expected, "{who}");
    let text = answer.body["data"].to_string();
    for (group, words) in SECRETS {
        for word in *words {
            assert_eq!(text.contains(word), rights.may_read(*group), "{who}: {group:?} {word} in {text}");
        }
    }
}

/// Filters and orders by what is scoped.
async fn sorts(who: &str, actor: &Actor, rights: &Rights) {
    for query in [
        "{ accounts(filter: {mrr: {gt: \"1\"}}) { nodes { name } } }",
        "{ accounts(filter: {or: [{and: [{mrr: {isNull: false}}]}]}) { nodes { name } } }",
        "{ accounts(orderBy: {field: MRR}) { nodes { name } } }",
    ] {
        let answer = actor.gql(query, json!({})).await;
        if rights.may_read(Group::Commercials) {
            assert_eq!(answer.data()["accounts"]["nodes"], json!([{"name": "Acme"}]), "{who} {query}");
        } else {
            assert!(
                answer.errors().iter().all(|error| error.starts_with("FORBIDDEN")),
                "{who} {query}: {:#}",
                answer.body
            );
            assert!(
                !answer.errors().is_empty() && !answer.body.to_string().contains("Acme"),
                "{who} {query}: {:#}",
                answer.body
            );
        }
    }
}

each_engine! {
    async fn each_reads_all_it_may_and_nothing_else(database) {
        let world = World::new(database).await;
        let nodes = tell(&world).await;
        for role in PEOPLE {
            let (actor, rights) = (world.actor(role), Rights::of([role]));
            let who = role.word();
            actor.gql(OPEN, json!({"id": world.acme})).await.data();
            reads(&who, &actor, &rights, &world, &nodes).await;
            sorts(&who, &actor, &rights).await;
        }
        // Roles in one token add up.
        let both = [Role::Product, Role::Sales];
        reads("PRODUCT and SALES", &world.app.person("pia", &both), &Rights::of(both), &world, &nodes).await;
    }

    async fn denied_fields_can_be_told_apart(database) {
        let world = World::new(database).await;
        let nodes = tell(&world).await;
        let header = [("Vitrine-Denied", "extensions")];
        let answer = world.actor(Role::Marketing).gql_with(EVERYTHING, json!({"id": world.acme, "nodes": nodes}), &header).await;
        answer.data();
        let denied = answer.body["extensions"]["denied"].as_array().unwrap();
        assert!(denied.iter().any(|denied| at(&json!("DENIED"), &denied["path"]) == "DENIED account.commercials"), "{denied:#?}");
    }

    async fn a_token_without_a_role_reads_itself(database) {
        let world = World::new(database).await;
        let nobody = world.app.person("cleo", &[]);
        let viewer = nobody.gql("{ viewer { subject roles can } __schema { queryType { name } } }", json!({})).await;
        assert_eq!(viewer.data()["viewer"], json!({"subject": "cleo", "roles": [], "can": []}));
        for query in ["{ accounts { nodes { name } } }", "{ teamMembers { nodes { name } } }", "{ policy { version } }"] {
            let answer = nobody.gql(query, json!({})).await;
            assert!(answer.errors().iter().any(|error| error.starts_with("FORBIDDEN")), "{query}: {:#}", answer.body);
            assert!(!answer.body.to_string().contains("Acme") && !answer.body.to_string().contains("cleo"));
        }
    }

    async fn an_integration_goes_by_its_scopes(database) {
        let world = World::new(database).await;
        let nodes = tell(&world).await;
        for scopes in [
            &["read"][..],
            &["read", "read:contacts"],
            &["read", "read:commercials"],
            &["read", "read:profitability"],
            &["read", "read:features"],
            &["read", "read:advocacy"],
        ] {
            let rights = Rights {
                roles: [Role::Integration].into(),
                scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
                system: Some("crm".to_owned()),
            };
            let actor = world.app.integration("crm", scopes);
            reads(&scopes.join(" "), &actor, &rights, &world, &nodes).await;
            sorts(&scopes.join(" "), &actor, &rights).await;
        }
        let log = world.log_length().await;
        let blind = world.app.integration("crm", &["write:features"]);
        let answer = blind.gql("{ accounts { nodes { name } } }", json!({})).await;
        assert!(!answer.errors().is_empty() && !answer.body.to_string().contains("Acme"), "{:#}", answer.body);

        // It writes with a scope, under its own system, and nothing that is a person's.
        let row = |system: &str| json!({"system": system, "records": [{"externalId": "f", "name": "F"}]});
        let selection = "results { outcome } userErrors { code field }";
        let foreign = blind.mutate("featuresUpsert", row("erp"), selection).await;
        assert_eq!(foreign["userErrors"][0]["code"], "FORBIDDEN", "{foreign:#}");
        let without = blind.try_mutate("contactsUpsert", json!({"system": "crm", "records": [{"externalId": "c"}]}), selection).await;
        assert_eq!(without.errors(), ["FORBIDDEN contactsUpsert"]);
        let delete = json!({"system": "crm", "kind": "FEATURE", "externalIds": ["board"]});
        assert_eq!(blind.try_mutate("recordsDelete", delete.clone(), selection).await.errors(), ["FORBIDDEN recordsDelete"]);
        let other_kind = world.app.integration("crm", &["delete:contacts"]);
        let refused = other_kind.mutate("recordsDelete", delete, selection).await;
        assert_eq!(refused["userErrors"][0]["code"], "FORBIDDEN", "{refused:#}");
        let comment = json!({"id": "req_00000000000000000000000007", "body": "Beep"});
        assert_eq!(blind.try_mutate("requestComment", comment, "userErrors { code }").await.errors(), ["FORBIDDEN requestComment"]);
        assert_eq!(world.log_length().await, log);
        let written = blind.mutate("featuresUpsert", row("crm"), selection).await;
        assert_eq!(written["results"][0]["outcome"], "CREATED", "{written:#}");
    }

    async fn each_writes_what_it_may_and_nothing_else(database) {
        use Role::{Admin, Cs, Executive, Sales};
        let world = World::new(database).await;
        let request = world.request().await["id"].clone();
        let risk = world.risk("UNPROVEN_SATISFACTION").await["id"].clone();
        let acme = &world.acme;
        let until = world.app.clock.now() + chrono::TimeDelta::days(9);
        let moment = world.app.clock.now();
        let writes: [(&str, &[Role], Value); 11] = [
            ("requestOpen", &PEOPLE, json!({"account": {"id": acme}, "title": "Wish", "department": "PRODUCT"})),
            ("requestComment", &PEOPLE, json!({"id": request, "body": "Hm."})),
            ("touchpointRecord", &PEOPLE, json!({"account": {"id": acme}, "channel": "NOTE", "direction": "INTERNAL", "initiation": "SIGNAL", "occurredAt": moment})),
            ("requestUpdate", &PEOPLE, json!({"id": request})),
            ("requestTellCustomer", &PEOPLE, json!({"id": request, "channel": "CALL", "message": "Soon."})),
            ("requestClose", &PEOPLE, json!({"id": request})),
            ("accountUpdate", &[Cs, Sales, Executive, Admin], json!({"id": acme, "phase": "VALUE"})),
            ("healthOverride", &[Cs, Executive, Admin], json!({"accountId": acme, "score": 50, "reason": "So.", "until": until})),
            ("riskAnswer", &[Cs, Executive, Admin], json!({"id": risk, "state": "ACKNOWLEDGED", "reason": "So."})),
            ("featuresUpsert", &[Admin], json!({"system": "crm", "records": [{"externalId": "f", "name": "F"}]})),
            ("recordsDelete", &[Admin], json!({"system": "crm", "kind": "FEATURE", "externalIds": ["f"]})),
        ];
        for (field, may, input) in writes {
            for role in PEOPLE {
                let before = world.log_length().await;
                let answer = world.actor(role).try_mutate(field, input.clone(), "userErrors { code }").await;
                if may.contains(&role) {
                    // What is only the owner's may still be refused to others: as a user error, for one object.
                    assert_eq!(answer.errors(), Vec::<String>::new(), "{role:?} {field}");
                    continue;
                }
                assert_eq!(answer.errors(), [format!("FORBIDDEN {field}")], "{role:?} {field}");
                assert_eq!(answer.body["data"][field], Value::Null, "{role:?} {field}");
                assert_eq!(world.log_length().await, before, "{role:?} {field}: something was written");
            }
        }
    }
}
