//! What a database holds, without the ids that chance gave: what two runs must agree on.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use entity::enums::RecordKind;
use entity::{account, assessment, change, external_id, feature};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;
use vitrine::registry::{AnyRecord, load_kind};
use vitrine::store::Db;

/// What an account or the company is told of under one name.
pub type Told = BTreeMap<String, Vec<Value>>;

/// Names for ids.
pub struct Names(HashMap<Uuid, String>);

impl Names {
    /// Of all that a database holds.
    pub async fn of(db: &Db) -> Self {
        let identities = external_id::Entity::find().all(&db.read).await.unwrap();
        let name = |one: external_id::Model| (one.record_id, format!("{:?} {}", one.kind, one.external_id));
        Self(identities.into_iter().map(name).collect())
    }

    /// The same without what chance or the number of writes gave.
    pub fn plain(&self, value: Value) -> Value {
        match value {
            Value::String(text) => {
                let id = entity::ids::decode(&text).map(|(_, id)| id).or_else(|| text.parse().ok());
                id.map_or(Value::String(text), |id| json!(self.0.get(&id).map_or("an id", String::as_str)))
            }
            Value::Array(list) => list.into_iter().map(|value| self.plain(value)).collect(),
            Value::Object(object) => {
                let kept = object.into_iter().filter(|(key, _)| key != "digest");
                kept.map(|(key, value)| (key, self.plain(value))).collect()
            }
            other => other,
        }
    }
}

/// All facts, by their names: what systems say, and nothing of when or how often it was written.
pub async fn facts(db: &Db) -> Told {
    const WRITTEN: [&str; 7] =
        ["recordedAt", "updatedAt", "version", "lastRecordedAt", "observedAt", "epoch", "nextReviewAt"];
    let names = Names::of(db).await;
    let mut told = Told::new();
    let mut tell = |record: AnyRecord| {
        let key = names.0.get(&record.key()).cloned().unwrap_or_else(|| "a record without a name".to_owned());
        let mut image = names.plain(record.image().unwrap());
        // A measure's observedAt is what its source says; an account's claims have the moment of the write.
        if record.kind() != RecordKind::Measure {
            strip(&mut image, &WRITTEN);
        }
        // Claims stand in the order in which they were made last.
        if let Some(claims) = image.get_mut("claims").and_then(Value::as_array_mut) {
            claims.sort_by_key(|claim| claim["key"].to_string());
        }
        told.entry(key).or_default().push(image);
    };
    for account in account::Entity::find().all(&db.read).await.unwrap() {
        for kind in RecordKind::ALL.iter().filter(|kind| !matches!(kind, RecordKind::Feature | RecordKind::TeamMember))
        {
            load_kind(&db.read, *kind, account.id).await.unwrap().into_iter().for_each(&mut tell);
        }
    }
    for feature in feature::Entity::find().all(&db.read).await.unwrap() {
        tell(feature.into());
    }
    assert!(told.values().all(|records| records.len() == 1), "a name stands for one record");
    told
}

/// Takes these keys out, however deep they stand.
pub fn strip(value: &mut Value, keys: &[&str]) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(|value| strip(value, keys)),
        Value::Object(object) => {
            object.retain(|key, _| !keys.contains(&key.as_str()));
            object.values_mut().for_each(|value| strip(value, keys));
        }
        _ => {}
    }
}

/// The log up to a moment, account by account, in the order of each.
pub async fn log(db: &Db, until: DateTime<Utc>) -> Told {
    let names = Names::of(db).await;
    let entries = change::Entity::find()
        .filter(change::Column::RecordedAt.lte(until))
        .order_by_asc(change::Column::Seq)
        .all(&db.read)
        .await
        .unwrap();
    let mut told = Told::new();
    for entry in entries {
        let name = |id: Uuid| names.0.get(&id).cloned().unwrap_or_default();
        let account = entry.account_id.map_or_else(|| "the company".to_owned(), |account| name(account.0));
        told.entry(account).or_default().push(json!([
            entry.recorded_at,
            entry.kind,
            entry.record_type,
            entry.record_id.map(name),
            entry.source,
            entry.cause,
            entry.after.map(|after| names.plain(after)),
        ]));
    }
    told
}

/// The stored assessments, account by account.
pub async fn assessments(db: &Db) -> Told {
    let names = Names::of(db).await;
    let rows = assessment::Entity::find()
        .order_by_asc(assessment::Column::AssessedAt)
        .order_by_asc(assessment::Column::RecordedAt)
        .order_by_asc(assessment::Column::Id)
        .all(&db.read)
        .await
        .unwrap();
    let mut told = Told::new();
    for row in rows {
        let account = names.0.get(&row.account_id.0).cloned().unwrap_or_default();
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        let (body, lines) = (row.body.as_deref().map(read), read(&row.lines));
        let what = json!([row.assessed_at, row.recorded_at, row.cause, row.score, row.band, body, lines]);
        told.entry(account).or_default().push(names.plain(what));
    }
    told
}

/// How many entries the log has, and when the last was recorded.
pub async fn length(db: &Db) -> (usize, Option<DateTime<Utc>>) {
    let entries = change::Entity::find().order_by_asc(change::Column::Seq).all(&db.read).await.unwrap();
    (entries.len(), entries.last().map(|entry| entry.recorded_at))
}

/// Two databases tell the same; the first difference, where they do not.
pub fn same(one: &Told, other: &Told) {
    for (name, told) in one {
        let others = other.get(name).unwrap_or_else(|| panic!("{name} is in one alone"));
        for (place, (first, second)) in told.iter().zip(others).enumerate() {
            assert_eq!(first, second, "{name}, {place}");
        }
        assert_eq!(told.len(), others.len(), "{name}: {:#?}", (told.last(), others.last()));
    }
    let more: Vec<_> = other.keys().filter(|name| !one.contains_key(*name)).collect();
    assert!(more.is_empty(), "{more:?}");
}
