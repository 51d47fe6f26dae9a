//! Stamps that lie ahead of the clock: nobody holds a record with one.

use chrono::{DateTime, TimeDelta, Utc};
use entity::enums::{RecordKind, Role};
use entity::external_id::{Column, Entity};
use entity::{account, ids::AccountId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use vitrine::clock::machine_now;
use vitrine::command::Desk;

use crate::common::api::{Actor, at};
use crate::common::each_engine;
use crate::common::server::vitrine;
use crate::common::world::World;
use crate::ingest::bench::Folder;

const RESULTS: &str = "results { outcome problems { code path } } userErrors { code field }";

/// Sends one record: its outcome, and its problems as `CODE at.the.path`.
async fn sent(actor: &Actor, noun: &str, system: &str, record: Value, dry_run: bool) -> String {
    let field = format!("{noun}Upsert");
    let input = json!({"system": system, "records": [record], "dryRun": dry_run});
    told(&actor.mutate(&field, input, RESULTS).await)
}

async fn deleted(actor: &Actor, kind: &str, id: &str, at: DateTime<Utc>) -> String {
    let input = json!({"system": "crm", "kind": kind, "externalIds": [id], "deletedAt": at});
    told(&actor.mutate("recordsDelete", input, RESULTS).await)
}

fn told(payload: &Value) -> String {
    let result = &payload["results"][0];
    let problems = result["problems"].as_array().unwrap_or_else(|| panic!("{payload:#}"));
    let problems: Vec<String> = problems.iter().map(|problem| at(&problem["code"], &problem["path"])).collect();
    format!("{} {}", result["outcome"].as_str().unwrap(), problems.join(" ")).trim_end().to_owned()
}

fn minutes(many: i64) -> TimeDelta {
    TimeDelta::minutes(many)
}

/// As if the record's stamp had been taken before stamps were held against the clock.
async fn stored(desk: &Desk, id: &str, stamp: DateTime<Utc>) {
    let of = Column::System.eq("crm").and(Column::ExternalId.eq(id));
    let changed = Entity::update_many().col_expr(Column::Stamp, Expr::value(stamp)).filter(of);
    assert_eq!(changed.exec(&desk.db.write).await.unwrap().rows_affected, 1);
}

async fn stamp(desk: &Desk, id: &str) -> Option<DateTime<Utc>> {
    let of = Column::System.eq("crm").and(Column::ExternalId.eq(id));
    Entity::find().filter(of).one(&desk.db.read).await.unwrap().unwrap().stamp
}

async fn name(world: &World) -> Value {
    let query = "query($id: ID!) { account(by: {id: $id}) { name attributes(keys: [\"name\"]) { value source conflicts { value source } } } }";
    world.actor(Role::Sales).gql(query, json!({"id": world.acme})).await.data()["account"].clone()
}

each_engine! {
    async fn a_stamp_ahead_is_refused_in_every_kind_of_record(database) {
        let world = World::new(database).await;
        let admin = world.actor(Role::Admin);
        let acme = json!({"system": "crm", "id": "acme"});
        let length = world.log_length().await;
        for kind in RecordKind::ALL {
            let ahead = machine_now() + minutes(10);
            let record = match kind {
                RecordKind::Usage => json!({"externalId": "x", "updatedAt": ahead, "account": acme, "from": "2026-03-01"}),
                RecordKind::Measure => json!({"externalId": "x", "updatedAt": ahead, "account": acme, "key": "k", "number": "1", "observedAt": "2026-03-01T00:00:00Z"}),
                _ => json!({"externalId": "x", "updatedAt": ahead}),
            };
            for dry_run in [false, true] {
                let told = sent(&admin, kind.noun(), "crm", record.clone(), dry_run).await;
                assert_eq!(told, "REJECTED INVALID updatedAt", "{kind:?}");
            }
            let word = serde_json::to_value(kind).unwrap();
            assert_eq!(deleted(&admin, word.as_str().unwrap(), "x", ahead).await, "REJECTED INVALID deletedAt", "{kind:?}");
        }
        assert_eq!(deleted(&admin, "CONTACT", "dana", machine_now() + minutes(10)).await, "REJECTED INVALID deletedAt");
        assert_eq!(world.log_length().await, length);
        let near = json!({"externalId": "acme", "updatedAt": machine_now() + minutes(4), "industry": "Steel"});
        assert_eq!(sent(&admin, "accounts", "crm", near, false).await, "UPDATED");
        assert_eq!(deleted(&admin, "CONTACT", "dana", machine_now() + minutes(4)).await, "DELETED");
    }

    async fn the_later_of_the_two_clocks_counts(database) {
        let world = World::new(database).await;
        let admin = world.actor(Role::Admin);
        // The company's clock is ahead of the machine's, as the demo's may be.
        let later = machine_now() + TimeDelta::days(30);
        world.app.clock.advance_to(later);
        let row = |stamp: DateTime<Utc>| json!({"externalId": "acme", "updatedAt": stamp, "country": stamp.to_rfc3339()});
        assert_eq!(sent(&admin, "accounts", "crm", row(later + minutes(4)), false).await, "UPDATED");
        assert_eq!(sent(&admin, "accounts", "crm", row(later + minutes(6)), false).await, "REJECTED INVALID updatedAt");
    }

    async fn a_stored_stamp_that_lies_ahead_counts_as_when_it_was_recorded(database) {
        let url = database.url.clone();
        let world = World::new(database).await;
        let admin = world.actor(Role::Admin);
        let desk = &world.app.desk;
        let recorded = world.app.clock.now();
        let far: DateTime<Utc> = "2199-01-01T00:00:00Z".parse().unwrap();
        for id in ["acme", "dana", "max"] {
            stored(desk, id, far).await;
        }
        let list = |url: &str| {
            let output = vitrine().args(["doctor", "--format", "json", "--database-url", url]).output().unwrap();
            let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
            report["findings"].as_array().unwrap().iter().find(|finding| finding["what"] == "stamps").unwrap().clone()
        };
        let finding = list(&url);
        assert_eq!((&finding["ok"], finding["list"].as_array().unwrap().len()), (&json!(false), 3), "{finding:#}");
        assert!(finding["list"][0].as_str().unwrap().contains("acme"), "{finding:#}");

        world.app.clock.advance_to(recorded + TimeDelta::hours(2));
        let row = |stamp: DateTime<Utc>, industry: &str| json!({"externalId": "acme", "updatedAt": stamp, "industry": industry});
        let hour = TimeDelta::hours(1);
        assert_eq!(sent(&admin, "accounts", "crm", row(recorded - hour, "Wood"), false).await, "UNCHANGED STALE updatedAt");
        assert_eq!(sent(&admin, "accounts", "crm", row(recorded + hour, "Steel"), false).await, "UPDATED");
        assert_eq!(stamp(desk, "acme").await, Some(recorded + hour), "the stamp is mended");
        // Without a stamp of its own a row leaves the moment of the first one.
        let title = json!({"externalId": "max", "title": "Head of IT"});
        assert_eq!(sent(&admin, "contacts", "crm", title, false).await, "UPDATED");
        assert_eq!(stamp(desk, "max").await.map(|stamp| stamp - recorded < TimeDelta::seconds(1)), Some(true));
        assert_eq!(deleted(&admin, "CONTACT", "dana", recorded - hour).await, "UNCHANGED STALE deletedAt");
        assert_eq!(deleted(&admin, "CONTACT", "dana", recorded + hour).await, "DELETED");
        assert_eq!(stamp(desk, "dana").await, Some(recorded + hour));
        assert_eq!(list(&url)["ok"], true);
    }

    async fn nobody_takes_an_account_over_by_a_stamp(database) {
        let world = World::new(database).await;
        let billing = world.app.integration("billing", &["read", "write:accounts", "link:accounts"]);
        let joins = |stamp: DateTime<Utc>, name: &str| json!({"externalId": "b", "name": name, "updatedAt": stamp, "alsoKnownAs": [{"system": "crm", "id": "acme"}]});
        let far: DateTime<Utc> = "2199-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(sent(&billing, "accounts", "billing", joins(far, "Taken"), false).await, "REJECTED INVALID updatedAt");
        assert_eq!(sent(&billing, "accounts", "billing", joins(machine_now() + minutes(4), "Taken"), false).await, "UPDATED");
        assert_eq!(name(&world).await["name"], "Taken");
        // What was recorded later stands, whatever the stamps: a person's word, and then another system's of long ago.
        let cs = world.actor(Role::Cs);
        let done = cs.does("accountUpdate", json!({"id": world.acme, "name": "Ours"}), "account { name version }").await;
        assert_eq!(done["account"]["name"], "Ours");
        let old = json!({"externalId": "acme", "name": "Acme of old", "updatedAt": "2020-01-01T00:00:00Z"});
        assert_eq!(sent(&world.actor(Role::Admin), "accounts", "crm", old, false).await, "UPDATED");
        let account = name(&world).await;
        assert_eq!(account["name"], "Acme of old");
        assert_eq!(account["attributes"], json!([{"value": "Acme of old", "source": "crm", "conflicts": [
            {"value": "Ours", "source": "vitrine"}, {"value": "Taken", "source": "billing"}]}]));
        // A claim that was stored with a stamp in the far future holds nothing either.
        let id = AccountId::parse(&world.acme).unwrap();
        let mut claims = account::Entity::find_by_id(id).one(&world.app.desk.db.read).await.unwrap().unwrap().claims;
        claims.0.iter_mut().for_each(|claim| claim.observed_at = far);
        let of = account::Column::Id.eq(id);
        let set = account::Entity::update_many().col_expr(account::Column::Claims, Expr::value(serde_json::to_value(claims).unwrap()));
        set.filter(of).exec(&world.app.desk.db.write).await.unwrap();
        let done = cs.does("accountUpdate", json!({"id": world.acme, "name": "Ours", "status": "CANCELED"}), "account { name status }").await;
        assert_eq!(done["account"], json!({"name": "Ours", "status": "CANCELED"}));
        assert_eq!(name(&world).await["attributes"][0]["source"], "vitrine");
    }

    async fn an_update_that_does_not_take_effect_is_refused(database) {
        let world = World::new(database).await;
        let row = json!([{"externalId": "acme", "attributes": {"tier": "silver"}}]);
        world.actor(Role::Admin).sends("accounts", "crm", row).await;
        // Custom fields that were damaged take none.
        let of = account::Column::Id.eq(AccountId::parse(&world.acme).unwrap());
        let set = account::Entity::update_many().col_expr(account::Column::Attributes, Expr::value(json!(["damaged"])));
        set.filter(of).exec(&world.app.desk.db.write).await.unwrap();
        let length = world.log_length().await;
        let input = json!({"id": world.acme, "attributes": {"tier": "gold"}, "country": "DE"});
        let payload = world.actor(Role::Cs).mutate("accountUpdate", input, "account { version } userErrors { code field message }").await;
        assert_eq!(payload["account"], Value::Null);
        let error = &payload["userErrors"][0];
        assert_eq!((&error["code"], &error["field"]), (&json!("CONFLICT"), &json!(["attributes", "tier"])));
        assert!(error["message"].as_str().unwrap().contains("crm"), "{error}");
        assert_eq!(world.log_length().await, length, "nothing is written, not even the country");
        let country = "query($id: ID!) { account(by: {id: $id}) { country version } }";
        let stands = world.actor(Role::Cs).gql(country, json!({"id": world.acme})).await;
        assert_eq!(stands.data()["account"], json!({"country": null, "version": 2}));
    }

    async fn a_file_holds_no_record_with_a_stamp(database) {
        let folder = Folder::of(&[]);
        folder.write("mapping.toml", "system = \"shop\"\n[[stream]]\nname = \"companies*\"\nkey = [\"id\"]\nknown_at = \"seen\"\n  [[stream.fact]]\n  kind = \"account\"\n  set.name = \"name\"\n  set.status = { const = \"CUSTOMER\" }\n  set.updated_at = \"stamp\"\n");
        let stamps = ["2024-01-02T00:00:00Z", "2199-01-01T00:00:00Z", "2025-01-02T00:00:00Z"];
        let names = ["First", "Taken", "Second"];
        let rows: Vec<String> = names.iter().zip(stamps).map(|(name, stamp)| format!("c1,{name},{stamp},2024-01-02T00:00:00Z")).collect();
        folder.write("data/companies.csv", format!("id,name,stamp,seen\n{}\n", rows.join("\n")));
        let replayed = crate::ingest::bench::another(&database).await;
        let report = folder.ingest(&database.url).await;
        assert_eq!((report.created, report.rejected), (1, 1), "{report:?}");
        let reject = folder.rejects().remove(0);
        assert_eq!((&reject["line"], &reject["field"], &reject["key"]), (&json!(3), &json!("updated_at"), &json!("c1")), "{reject}");
        // A past is told by when it was known; a stamp may lie after that, but not ahead of the machine's clock.
        let report = folder.replay(&replayed.url).await.unwrap();
        assert_eq!((report.created, report.rejected), (1, 1), "{report:?}");
        for url in [&database.url, &replayed.url] {
            let db = vitrine::store::Db::connect(url).await.unwrap();
            let accounts = account::Entity::find().all(&db.read).await.unwrap();
            assert_eq!(accounts.iter().map(|account| account.name.as_str()).collect::<Vec<_>>(), ["Second"]);
        }
    }
}
