//! A desk over a database of its own, with a few records to refer to.

use async_graphql::{InputType, Value as Input};
use entity::change;
use entity::enums::{ActorKind, RecordKind, Role};
use entity::values::Actor;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use vitrine::clock::Clock;
use vitrine::command::desk::{Desk, Origin};
use vitrine::domain::access::Rights;
use vitrine::registry::Record;
use vitrine::store::Db;
use vitrine::sync::account::AccountRowInput;
use vitrine::sync::contact::ContactRowInput;
use vitrine::sync::result::{ProblemCode, UpsertOutcome, UpsertResult};
use vitrine::sync::row::Row;
use vitrine::sync::subscription::SubscriptionRowInput;
use vitrine::sync::team_member::TeamMemberRowInput;
use vitrine::sync::{self, Batch, Deletion};

use crate::common::TestDatabase;

pub struct Bench {
    pub desk: Desk,
    _database: TestDatabase,
}

pub const SYSTEM: &str = "crm";

impl Bench {
    pub async fn new(database: TestDatabase) -> Self {
        let db = Db::connect(&database.url).await.unwrap();
        let clock = Clock::set("2026-03-01T12:00:00Z".parse().unwrap());
        let bench = Self { desk: Desk::open(db, clock).await.unwrap(), _database: database };
        let account = |id: &str| json!({"externalId": id, "name": format!("Account {id}"), "status": "CUSTOMER"});
        bench.all_created::<AccountRowInput>(vec![account("a1"), account("a2")]).await;
        let of = json!({"system": SYSTEM, "id": "a1"});
        bench.all_created::<ContactRowInput>(vec![json!({"externalId": "c1", "account": of, "name": "Ada"})]).await;
        let member = |id: &str| json!({"externalId": id, "name": id, "department": "SUPPORT"});
        bench.all_created::<TeamMemberRowInput>(vec![member("m1"), member("m2")]).await;
        bench.all_created::<SubscriptionRowInput>(vec![json!({"externalId": "s1", "account": of})]).await;
        bench
    }

    pub async fn upsert<R: Row>(&self, records: Vec<Value>) -> Vec<UpsertResult> {
        self.send::<R>(records, false).await
    }

    pub async fn send<R: Row>(&self, records: Vec<Value>, dry_run: bool) -> Vec<UpsertResult> {
        self.batch::<R>(SYSTEM, records, dry_run).await
    }

    pub async fn send_as<R: Row>(&self, system: &str, records: Vec<Value>) -> Vec<UpsertResult> {
        self.batch::<R>(system, records, false).await
    }

    async fn batch<R: Row>(&self, system: &str, records: Vec<Value>, dry_run: bool) -> Vec<UpsertResult> {
        let records = records.into_iter().map(row).collect();
        let batch = Batch::<R> { system: system.to_owned(), records, unfit: Vec::new(), dry_run };
        let grant = Rights::of([Role::Admin]).upsert(R::Model::KIND, system).unwrap();
        sync::upsert(&self.desk, origin(), grant, &batch).await.unwrap()
    }

    pub async fn delete(&self, kind: RecordKind, keys: &[&str], deleted_at: Option<&str>) -> Vec<UpsertResult> {
        self.deletion(SYSTEM, kind, keys, deleted_at).await
    }

    pub async fn delete_as(&self, system: &str, kind: RecordKind, keys: &[&str]) -> Vec<UpsertResult> {
        self.deletion(system, kind, keys, None).await
    }

    async fn deletion(
        &self,
        system: &str,
        kind: RecordKind,
        keys: &[&str],
        deleted_at: Option<&str>,
    ) -> Vec<UpsertResult> {
        let grant = Rights::of([Role::Admin]).delete(kind, system).unwrap();
        let deletion = Deletion {
            unfit: Vec::new(),
            system: system.to_owned(),
            kind,
            external_ids: keys.iter().map(|&key| key.to_owned()).collect(),
            deleted_at: deleted_at.map(|at| at.parse().unwrap()),
            dry_run: false,
        };
        sync::delete(&self.desk, origin(), grant, &deletion).await.unwrap()
    }

    async fn all_created<R: Row>(&self, records: Vec<Value>) {
        for result in self.upsert::<R>(records).await {
            assert_eq!(result.outcome, UpsertOutcome::Created, "{result:?}");
        }
    }

    /// The live record of a key, as its image.
    pub async fn image<R: Row>(&self, key: &str) -> Option<Value> {
        let all = <R::Model as sea_orm::ModelTrait>::Entity::find().all(&self.desk.db.read).await.unwrap();
        let images = all.into_iter().map(|record| serde_json::to_value(record).unwrap());
        images.into_iter().find(|image| image["externalId"] == key && image["endedAt"].is_null())
    }

    pub async fn log_length(&self) -> u64 {
        change::Entity::find().count(&self.desk.db.read).await.unwrap()
    }
}

pub fn row<R: InputType>(json: Value) -> R {
    let text = json.to_string();
    R::parse(Some(Input::from_json(json).unwrap()))
        .map_err(|error| format!("{text}: {}", error.into_server_error(async_graphql::Pos::default()).message))
        .unwrap()
}

pub fn origin() -> Origin {
    Origin::of(Actor { kind: ActorKind::Member, name: "Admin".to_owned(), member_id: None, system: None })
}

/// What became of a record: outcome, and code and path of its first problem.
pub fn told(result: &UpsertResult) -> (UpsertOutcome, Option<(ProblemCode, String)>) {
    let problem = result.problems.first().map(|problem| (problem.code, problem.path.join(".")));
    (result.outcome, problem)
}

/// A row with some fields more, or others.
pub fn with(base: &Value, more: Value) -> Value {
    let mut row = base.clone();
    for (key, value) in more.as_object().unwrap() {
        row[key] = value.clone();
    }
    row
}
