//! Which moments may be asked for, and what they show.

use chrono::{SecondsFormat, TimeDelta};
use entity::enums::{ChangeCause, Role};
use entity::ids::{AccountId, AssessmentId};
use entity::{account, assessment};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use vitrine::command::{Unit, Work};
use vitrine::error::AppError;
use vitrine::store::thinning;

use super::Reader;
use crate::common::each_engine;
use crate::common::made::{crm, grant};
use crate::common::world::World;

async fn rename(world: &World, name: &str) {
    world.actor(Role::Admin).sends("accounts", "crm", json!([{"externalId": "acme", "name": name}])).await;
}

/// The moment of the clock, later than all that was recorded so far.
fn now(world: &World) -> String {
    world.app.clock.advance_to(world.app.clock.now() + TimeDelta::seconds(1));
    world.app.clock.now().to_rfc3339_opts(SecondsFormat::Micros, true)
}

const NAME: &str = "query($id: ID!, $at: DateTime) { account(by: {id: $id}, asOf: $at) { name } }";

/// Renames an account once it is told to.
struct Rename<'a>(AccountId, tokio::sync::Mutex<&'a mut (dyn FnMut() -> bool + Send)>);

impl Work for Rename<'_> {
    type Done = ();

    async fn run(&self, unit: &mut Unit) -> Result<(), AppError> {
        let before = unit.account(self.0).cloned().unwrap();
        let mut after = before.clone();
        "Renamed at once".clone_into(&mut after.name);
        unit.put(grant(), Some(before), after);
        let mut over = self.1.lock().await;
        for _ in 0..100_000 {
            if over() {
                break;
            }
            tokio::task::yield_now().await;
        }
        Ok(())
    }
}

each_engine! {
    async fn two_moments_of_one_account_stand_side_by_side_in_one_document(database) {
        let world = World::new(database).await;
        let start = now(&world);
        world.app.advance(TimeDelta::hours(2)).await;
        rename(&world, "Acme the Second").await;
        let later = now(&world);
        world.app.advance(TimeDelta::hours(2)).await;
        rename(&world, "Acme the Third").await;
        let query = "query($id: ID!, $a: DateTime, $b: DateTime) {
            first: account(by: {id: $id}, asOf: $a) { name version contacts { nodes { name account { name } } } }
            second: account(by: {domain: \"acme.example\"}, asOf: $b) { name version }
            today: account(by: {externalId: {system: \"crm\", id: \"acme\"}}) { name version }
            before: account(by: {id: $id}, asOf: \"2020-01-01T00:00:00Z\") { name } }";
        let answer = world.actor(Role::Cs).gql(query, json!({"id": world.acme, "a": start, "b": later})).await;
        let data = answer.data();
        assert_eq!(data["first"]["name"], "Acme");
        assert_eq!(data["first"]["contacts"]["nodes"][0]["account"]["name"], "Acme");
        assert_eq!(data["second"], json!({"name": "Acme the Second", "version": 2}));
        assert_eq!(data["today"], json!({"name": "Acme the Third", "version": 3}));
        assert_eq!(data["before"], json!(null));
    }

    async fn what_lies_ahead_is_not_known_yet(database) {
        let world = World::new(database).await;
        let ahead = (world.app.clock.now() + TimeDelta::seconds(1)).to_rfc3339();
        let answer = world.actor(Role::Cs).gql(NAME, json!({"id": world.acme, "at": ahead})).await;
        assert_eq!(answer.errors(), ["BAD_USER_INPUT account"]);
        assert_eq!(answer.body["data"]["account"], json!(null));
        // Two writes at one reading of the clock: the second is recorded a microsecond later, and may be asked for.
        rename(&world, "Acme the Second").await;
        let last = account::Entity::find().all(&world.app.desk.db.read).await.unwrap()[0].last_recorded_at;
        assert!(last > world.app.clock.now());
        let last = last.to_rfc3339_opts(SecondsFormat::Micros, true);
        let answer = world.actor(Role::Cs).gql(NAME, json!({"id": world.acme, "at": last})).await;
        assert_eq!(answer.data()["account"]["name"], "Acme the Second");
        let nobody = "acct_01h455vb4pex5vsknk084sn02q";
        let answer = world.actor(Role::Cs).gql(NAME, json!({"id": nobody, "at": now(&world)})).await;
        assert_eq!(answer.data()["account"], json!(null));
    }

    async fn rights_are_todays(database) {
        let world = World::new(database).await;
        let start = now(&world);
        world.app.advance(TimeDelta::hours(2)).await;
        let query = "query($id: ID!, $at: DateTime) { account(by: {id: $id}, asOf: $at) {
            contacts { nodes { name email phone } } commercials { seats } quadrant { name level } } }";
        let asked = json!({"id": world.acme, "at": start});
        let answer = world.actor(Role::Product).gql(query, asked.clone()).await;
        let mut errors = answer.errors();
        errors.sort();
        assert_eq!(errors, [
            "FORBIDDEN account.commercials",
            "FORBIDDEN account.contacts.nodes.@.email",
            "FORBIDDEN account.contacts.nodes.@.phone",
            "FORBIDDEN account.quadrant.level",
        ]);
        assert_eq!(answer.body["data"]["account"]["contacts"]["nodes"][0], json!({"name": "Dana Dale", "email": null, "phone": null}));
        assert_eq!(answer.body["data"]["account"]["commercials"], json!(null));
        let answer = world.actor(Role::Cs).gql(query, asked).await;
        assert_eq!(answer.data()["account"]["contacts"]["nodes"][0]["email"], "dana@acme.example");
    }

    async fn a_page_goes_on_as_of_its_moment(database) {
        let world = World::new(database).await;
        let start = now(&world);
        world.app.advance(TimeDelta::hours(2)).await;
        let gone = json!({"system": "crm", "kind": "CONTACT", "externalIds": ["dana", "max"]});
        world.actor(Role::Admin).does("recordsDelete", gone, "stats { deleted }").await;
        let query = "query($id: ID!, $at: DateTime, $after: String) { account(by: {id: $id}, asOf: $at) {
            contacts(first: 1, after: $after) { totalCount nodes { name } pageInfo { hasNextPage endCursor } } } }";
        let page = async |after: serde_json::Value| {
            let answer = world.actor(Role::Cs).gql(query, json!({"id": world.acme, "at": start, "after": after})).await;
            answer.data()["account"]["contacts"].clone()
        };
        let first = page(json!(null)).await;
        assert_eq!((&first["totalCount"], &first["nodes"][0]["name"]), (&json!(2), &json!("Dana Dale")));
        let second = page(first["pageInfo"]["endCursor"].clone()).await;
        assert_eq!((&second["nodes"][0]["name"], &second["pageInfo"]["hasNextPage"]), (&json!("Max Moss"), &json!(false)));
    }

    async fn a_deleted_account_is_seen_as_it_was_and_its_parent_too(database) {
        let world = World::new(database).await;
        let admin = world.actor(Role::Admin);
        let bolt = json!([{"externalId": "bolt", "name": "Bolt", "status": "CUSTOMER", "parent": {"system": "crm", "id": "acme"}}]);
        let bolt = admin.sends("accounts", "crm", bolt).await.remove(0);
        let before = now(&world);
        let query = "query($id: ID!, $at: DateTime) { account(by: {id: $id}, asOf: $at) { name parent { name contacts { totalCount } }
            health { band series(since: \"2026-03-01T00:00:00Z\") { at } } history { nodes { kind summary account { id } } } } }";
        let ask = async |at: &str| admin.gql(query, json!({"id": bolt, "at": at})).await.data()["account"].clone();
        let was = ask(&before).await;
        assert_eq!(was["parent"], json!({"name": "Acme", "contacts": {"totalCount": 2}}));
        world.app.advance(TimeDelta::days(1)).await;
        rename(&world, "Acme the Second").await;
        let gone = json!({"system": "crm", "kind": "ACCOUNT", "externalIds": ["bolt"]});
        admin.does("recordsDelete", gone, "stats { deleted }").await;
        let deleted = now(&world);
        assert_eq!(ask(&before).await, was);
        assert_eq!(ask(&deleted).await, json!(null));
        let line = was["history"]["nodes"][0]["account"]["id"].clone();
        assert_eq!(line, json!(bolt));
        // It comes back under the same id, without its past; the past stays where it was.
        world.app.advance(TimeDelta::days(1)).await;
        admin.sends("accounts", "crm", json!([{"externalId": "bolt", "name": "Bolt again", "status": "CUSTOMER"}])).await;
        let back = ask(&now(&world)).await;
        assert_eq!((&back["name"], back["health"]["series"].as_array().unwrap().len()), (&json!("Bolt again"), 1));
        assert_eq!(ask(&before).await, was);
        assert_eq!(ask(&deleted).await, json!(null));
    }

    async fn what_was_thinned_says_so(database) {
        let world = World::new(database).await;
        let desk = &world.app.desk;
        let id: AccountId = account::Entity::find().all(&desk.db.read).await.unwrap()[0].id;
        let all = async || {
            let rows = assessment::Entity::find().filter(assessment::Column::AccountId.eq(id));
            rows.order_by_asc(assessment::Column::AssessedAt).order_by_asc(assessment::Column::Id).all(&desk.db.read).await.unwrap()
        };
        // Three that nobody logged, on the days after the first.
        let first = all().await.pop().unwrap();
        for day in 1..=3 {
            let id = AssessmentId(uuid::Uuid::now_v7());
            let moment = first.assessed_at + TimeDelta::days(day);
            let row = assessment::Model { id, assessed_at: moment, recorded_at: moment, logged: false, cause: ChangeCause::Time, ..first.clone() };
            vitrine::registry::insert_all(&desk.db.write, vec![row]).await.unwrap();
        }
        world.app.advance(TimeDelta::days(60)).await;
        let query = "query($id: ID!, $at: DateTime) { account(by: {id: $id}, asOf: $at) { assessedAt health { modelScore contributions { points } reasons { rule observedAt } } } }";
        let second = (first.assessed_at + TimeDelta::days(2)).to_rfc3339();
        let rules = async || {
            let answer = world.actor(Role::Cs).gql(query, json!({"id": world.acme, "at": second})).await;
            let health = answer.data()["account"]["health"].clone();
            health["reasons"].as_array().unwrap().iter().find(|reason| reason["rule"] == "THINNED").cloned()
        };
        assert_eq!(rules().await, None);
        thinning::thin(&desk.db, desk.clock.now(), None).await.unwrap();
        let shown = rules().await.unwrap();
        let observed: chrono::DateTime<chrono::Utc> = shown["observedAt"].as_str().unwrap().parse().unwrap();
        assert_eq!(observed, first.assessed_at);
        // Long after, their rows are gone too: their lines have gone on to the next that stayed.
        thinning::thin(&desk.db, first.assessed_at + TimeDelta::days(500), None).await.unwrap();
        assert!(all().await.iter().any(|row| row.carries_since.is_some()));
        assert_eq!(rules().await, Some(shown));
    }

    async fn a_young_moment_waits_for_who_writes(database) {
        let world = World::new(database).await;
        let desk = world.app.desk.clone();
        let id: AccountId = account::Entity::find().all(&desk.db.read).await.unwrap()[0].id;
        // The clock stands: the writer's moment is the one that is asked for.
        let at = now(&world);
        let asked = std::sync::Arc::new(std::sync::Mutex::new(None::<tokio::task::JoinHandle<_>>));
        let (actor, variables) = (world.actor(Role::Cs), json!({"id": world.acme, "at": at}));
        let held = std::sync::Arc::clone(&asked);
        let mut over = move || {
            let mut asked = held.lock().unwrap();
            let reading = asked.get_or_insert_with(|| {
                let (actor, variables) = (actor.clone(), variables.clone());
                tokio::spawn(async move { actor.gql(NAME, variables).await })
            });
            reading.is_finished()
        };
        desk.unit(crm(), [id], &Rename(id, tokio::sync::Mutex::new(&mut over))).await.unwrap();
        let reading = asked.lock().unwrap().take().unwrap();
        assert_eq!(reading.await.unwrap().data()["account"]["name"], "Renamed at once");
    }

    async fn the_statements_do_not_depend_on_the_data(database) {
        let world = World::new(database).await;
        let reader = Reader::new(&world.app.desk);
        let fill = async |many: usize, from: usize| {
            let rows: Vec<_> = (from..from + many).map(|number| json!({
                "externalId": format!("t{number}"), "account": {"system": "crm", "id": "acme"}, "subject": "Case", "severity": "SEV3",
                "openedAt": "2026-03-01T10:00:00Z", "contact": {"system": "crm", "id": "max"},
            })).collect();
            world.actor(Role::Admin).sends("tickets", "crm", json!(rows)).await;
            world.app.advance(TimeDelta::days(2)).await;
        };
        let query = |world: &World| format!(
            "{{ account(by: {{id: \"{}\"}}, asOf: \"{}\") {{ name team {{ member {{ name }} }} support {{ tickets {{ nodes {{ subject contact {{ name }} }} }} }}
                history {{ nodes {{ summary record {{ id }} }} }} commercials {{ seats }} health {{ series(since: \"2026-03-01T00:00:00Z\") {{ at }} }} }} }}",
            world.acme, now(world)
        );
        fill(1, 0).await;
        let few = reader.statements_of(&query(&world)).await;
        fill(60, 1).await;
        assert_eq!(reader.statements_of(&query(&world)).await, few);
        assert!(few <= 16, "{few} statements");
    }
}
