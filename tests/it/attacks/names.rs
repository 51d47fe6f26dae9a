//! Ids of another system: who may not say what another system calls an account learns nothing of which there are.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use entity::enums::{RecordKind, Role};
use serde_json::{Value, json};
use vitrine::domain::access::Rights;
use vitrine::sync::account::AccountRowInput;
use vitrine::sync::result::UpsertOutcome;
use vitrine::sync::{self, Batch};

use crate::common::api::Actor;
use crate::common::each_engine;
use crate::common::world::World;
use crate::upsert::bench::{origin, row};

const RESULTS: &str = "results { index outcome id problems { code path message retryable } } stats { created updated unchanged rejected } userErrors { code }";

async fn accounts(actor: &Actor, records: Value, dry_run: bool) -> Value {
    actor.mutate("accountsUpsert", json!({"system": "billing", "records": records, "dryRun": dry_run}), RESULTS).await
}

fn named(id: &str) -> Value {
    json!([{"system": "billing", "id": "own-2"}, {"system": "crm", "id": id}])
}

each_engine! {
    async fn an_id_of_another_system_is_forbidden_whether_it_is_there_or_not(database) {
        let world = World::new(database).await;
        let billing = world.app.integration("billing", &["read", "write:accounts", "write:tickets"]);
        let own = json!([{"externalId": "b1", "name": "Own", "status": "PROSPECT"}]);
        assert_eq!(accounts(&billing, own, false).await["stats"]["created"], 1);
        let length = world.log_length().await;
        for key in ["b1", "b2"] {
            for dry_run in [true, false] {
                let row = |id: &str| json!([{"externalId": key, "name": "Taken", "status": "CUSTOMER", "alsoKnownAs": named(id)}]);
                let there = accounts(&billing, row("acme"), dry_run).await;
                let nowhere = accounts(&billing, row("nobody"), dry_run).await;
                assert_eq!(there, nowhere, "{key}");
                let result = &there["results"][0];
                assert_eq!((&result["outcome"], result["problems"].as_array().unwrap().len()), (&json!("REJECTED"), 1), "{there}");
                assert_eq!((&result["problems"][0]["code"], &result["problems"][0]["path"]), (&json!("FORBIDDEN"), &json!(["alsoKnownAs", "1"])));
            }
        }
        assert_eq!(world.log_length().await, length);
        // A name of its own system is its own.
        let own = json!([{"externalId": "b1", "alsoKnownAs": [{"system": "billing", "id": "own-2"}]}]);
        let taken = accounts(&billing, own, false).await;
        assert_eq!(taken["results"][0]["problems"], json!([]), "{taken}");
        // A reference stays free, and tells.
        let ticket = |id: &str| json!({"system": "billing", "records": [{"externalId": "t1", "openedAt": "2026-01-01T00:00:00Z", "account": {"system": "crm", "id": id}}]});
        let outcome = async |id: &str| billing.mutate("ticketsUpsert", ticket(id), RESULTS).await["results"][0]["outcome"].clone();
        assert_eq!((outcome("nobody").await, outcome("acme").await), (json!("REJECTED"), json!("CREATED")));
    }

    async fn the_scope_or_an_admin_attaches_it(database) {
        let world = World::new(database).await;
        let row = |key: &str| json!([{"externalId": key, "alsoKnownAs": [{"system": "crm", "id": "acme"}]}]);
        let billing = world.app.integration("billing", &["read", "write:accounts", "link:accounts"]);
        let linked = accounts(&billing, row("b1"), false).await;
        assert_eq!((&linked["results"][0]["outcome"], &linked["results"][0]["id"]), (&json!("UNCHANGED"), &json!(world.acme)), "{linked}");
        let admin = accounts(&world.actor(Role::Admin), row("b2"), false).await;
        assert_eq!(&admin["results"][0]["id"], &json!(world.acme));
        // The scope is an integration's: with another role it is nothing, and without the right to write nothing either.
        let other = world.app.integration("billing", &["read", "link:accounts"]);
        let refused = other.try_mutate("accountsUpsert", json!({"system": "billing", "records": row("b3")}), RESULTS).await;
        assert_eq!(refused.errors(), ["FORBIDDEN accountsUpsert"]);
    }

    async fn nothing_is_looked_up_before_it_is_forbidden(database) {
        let world = World::new(database).await;
        let mut desk = world.app.desk.clone();
        let asked = Arc::new(AtomicUsize::new(0));
        for pool in [&mut desk.db.read, &mut desk.db.write] {
            let asked = Arc::clone(&asked);
            pool.set_metric_callback(move |info| {
                let values = format!("{:?}", info.statement.values);
                asked.fetch_add(usize::from(values.contains("\"acme\"")), Ordering::SeqCst);
            });
        }
        let record = json!({"externalId": "b1", "name": "Taken", "status": "CUSTOMER", "alsoKnownAs": named("acme")});
        for dry_run in [true, false] {
            for (scopes, outcome) in [(vec!["write:accounts"], UpsertOutcome::Rejected), (vec!["write:accounts", "link:accounts"], UpsertOutcome::Updated)] {
                let rights = Rights {
                    roles: [Role::Integration].into(),
                    scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
                    system: Some("billing".to_owned()),
                };
                let grant = rights.upsert(RecordKind::Account, "billing").unwrap();
                let batch = Batch::<AccountRowInput> { system: "billing".to_owned(), records: vec![row(record.clone())], unfit: Vec::new(), dry_run };
                asked.store(0, Ordering::SeqCst);
                let results = sync::upsert(&desk, origin(), grant, &batch).await.unwrap();
                assert_eq!(results[0].outcome, outcome);
                assert_eq!(asked.load(Ordering::SeqCst) > 0, outcome != UpsertOutcome::Rejected, "{scopes:?}");
            }
        }
    }
}
