//! What must be true of any database that only our writers wrote, however they ended.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::enums::{ChangeKind, RecordKind};
use entity::ids::AccountId;
use entity::{
    account, assessment, change, connected_kind, feature, health_override, measure, risk_answer, team_member, usage,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;
use uuid::Uuid;
use vitrine::domain::assess::assess;
use vitrine::domain::assessment::Assessment;
use vitrine::domain::facts::{self, Facts};
use vitrine::domain::memory::Memory;
use vitrine::feed;
use vitrine::registry::{self, AnyRecord, from_image, is_bulk, load_kind};
use vitrine::store::company::Common;
use vitrine::store::picture::{answer_fact, empty, override_fact};
use vitrine::store::{self, Db};

/// Checks the log, the records and every account's latest stored assessment; says how many assessments it checked.
pub async fn invariants(db: &Db) -> usize {
    feed::settle(db).await.unwrap();
    let log = change::Entity::find().order_by_asc(change::Column::Position).all(&db.read).await.unwrap();
    let mut last: BTreeMap<Option<AccountId>, (i64, DateTime<Utc>)> = BTreeMap::new();
    for (entry, expected) in log.iter().zip(1..) {
        assert_eq!(entry.position, Some(expected), "positions are dense");
        let here = (entry.seq, entry.recorded_at);
        if let Some(before) = last.insert(entry.account_id, here) {
            assert!(before.0 < here.0, "an account's entries stand in their order");
            assert!(entry.account_id.is_none() || before.1 <= here.1, "an account's moments rise");
        }
    }
    let accounts = account::Entity::find().all(&db.read).await.unwrap();
    let mut checked = 0;
    for account in &accounts {
        let mine: Vec<_> = log.iter().filter(|entry| entry.account_id == Some(account.id)).collect();
        assert_eq!(mine.last().map(|entry| entry.recorded_at <= account.last_recorded_at), Some(true));
        images_are_the_rows(db, account.id, &mine).await;
        checked += usize::from(latest_is_what_the_facts_say(db, account, &log).await);
    }
    checked
}

async fn images_are_the_rows(db: &Db, account: AccountId, log: &[&change::Model]) {
    let mut images: BTreeMap<(&str, Uuid), &Value> = BTreeMap::new();
    for entry in log {
        let Some(id) = entry.record_id else { continue };
        match (&entry.after, entry.kind) {
            (Some(image), ChangeKind::Created | ChangeKind::Updated) => {
                images.insert((&entry.record_type, id), image);
            }
            (None, ChangeKind::Deleted) => {
                images.remove(&(entry.record_type.as_str(), id));
            }
            _ => {}
        }
    }
    for kind in RecordKind::ALL.iter().copied().filter(|kind| !is_bulk(*kind) && *kind != RecordKind::Account) {
        if matches!(kind, RecordKind::TeamMember | RecordKind::Feature) {
            continue;
        }
        let rows = load_kind(&db.read, kind, account).await.unwrap();
        let logged: BTreeMap<_, _> = images.iter().filter(|((of, _), _)| *of == kind.type_name()).collect();
        assert_eq!(rows.len(), logged.len(), "{kind:?}: as many rows as images");
        for row in rows {
            let image = images[&(kind.type_name(), row.key())].clone();
            assert_eq!(from_image(kind, image).unwrap(), row);
        }
    }
}

async fn latest_is_what_the_facts_say(db: &Db, account: &account::Model, log: &[change::Model]) -> bool {
    let latest = assessment::Entity::find()
        .filter(assessment::Column::AccountId.eq(account.id))
        .order_by_desc(assessment::Column::AssessedAt)
        .order_by_desc(assessment::Column::Id)
        .one(&db.read)
        .await
        .unwrap()
        .unwrap();
    let (Some(body), Some(given)) = (latest.body, latest.given) else { return false };
    let stored: Assessment = serde_json::from_str(&body).unwrap();
    let given: Memory = serde_json::from_str(&given).unwrap();
    let policy = store::policy::version(&db.read, latest.policy_version).await.unwrap().unwrap();
    // A review that was made up reads the facts from before its unit's write, all others those with it.
    let with = facts_at(db, account, log, |moment| moment <= latest.recorded_at).await;
    let without = facts_at(db, account, log, |moment| moment < latest.recorded_at).await;
    let says = |facts: &Facts| assess(facts, &given, &policy, latest.assessed_at).0;
    assert!(
        says(&with) == stored || says(&without) == stored,
        "{}: {stored:#?}\nis not\n{:#?}",
        account.name,
        says(&with)
    );
    true
}

/// The facts of an account, read from the log's images and the versions of bulk facts alone.
async fn facts_at(
    db: &Db,
    account: &account::Model,
    log: &[change::Model],
    by: impl Fn(DateTime<Utc>) -> bool,
) -> Facts {
    let mut images: BTreeMap<(RecordKind, Uuid), AnyRecord> = BTreeMap::new();
    let mut overrides: Vec<health_override::Model> = Vec::new();
    let mut answers: Vec<facts::RiskAnswer> = Vec::new();
    for entry in log.iter().filter(|entry| entry.account_id.is_none_or(|id| id == account.id) && by(entry.recorded_at))
    {
        let Some(id) = entry.record_id else { continue };
        let kind = RecordKind::ALL.iter().copied().find(|kind| kind.type_name() == entry.record_type);
        match (entry.record_type.as_str(), kind, &entry.after, entry.kind) {
            (_, _, _, ChangeKind::Assessed) => {}
            ("HealthOverride", _, Some(image), _) => {
                let set: health_override::Model = serde_json::from_value(image.clone()).unwrap();
                overrides.retain(|other| other.id != set.id);
                overrides.push(set);
            }
            ("RiskAnswer", _, Some(image), _) => {
                let answer: risk_answer::Model = serde_json::from_value(image.clone()).unwrap();
                answers.push(answer_fact(&answer));
            }
            (_, Some(kind), Some(image), _) => {
                images.insert((kind, id), from_image(kind, image.clone()).unwrap());
            }
            (_, Some(kind), None, _) => {
                images.remove(&(kind, id));
            }
            _ => {}
        }
    }
    let mut features = Vec::new();
    let mut members = Vec::new();
    for record in feature::Entity::find().order_by_asc(feature::Column::Id).all(&db.read).await.unwrap() {
        let plans = record.plans.0;
        features.push(facts::Feature { id: record.id, external_id: record.external_id, key: record.key, plans });
    }
    for record in team_member::Entity::find().order_by_asc(team_member::Column::Id).all(&db.read).await.unwrap() {
        members.push(facts::TeamMember { id: record.id, department: Some(record.department) });
    }
    let connected = connected_kind::Entity::find().all(&db.read).await.unwrap();
    let common = Common {
        connected: connected.into_iter().filter(|row| by(row.since)).map(|row| row.kind).collect(),
        features: Arc::new(features),
        members: Arc::new(members),
        ..store::company::common(&db.read, 0).await.unwrap()
    };
    let mut facts = empty(account, &common);
    for record in
        images.values().filter(|record| !matches!(record.kind(), RecordKind::Feature | RecordKind::TeamMember))
    {
        record.put(&mut facts);
    }
    let live = |ended: Option<DateTime<Utc>>| !ended.is_some_and(&by);
    for row in measure::Entity::find().filter(measure::Column::AccountId.eq(account.id)).all(&db.read).await.unwrap() {
        if by(row.recorded_at) && live(row.ended_at) {
            registry::Record::put(&row, &mut facts);
        }
    }
    for row in usage::Entity::find().filter(usage::Column::AccountId.eq(account.id)).all(&db.read).await.unwrap() {
        if by(row.recorded_at) && live(row.ended_at) {
            facts.usage.push(usage_fact(row));
        }
    }
    facts.usage.sort_by_key(|usage| usage.id);
    overrides.sort_by_key(|set| (set.since, set.id));
    facts.health_override = overrides.last().map(override_fact);
    facts.risk_answers = answers;
    facts
}

fn usage_fact(row: usage::Model) -> facts::Usage {
    facts::Usage {
        id: row.id,
        from: row.from,
        to: row.to,
        user: row.user.map(Arc::from),
        feature: row.feature.map(Arc::from),
        uses: row.uses,
        sessions: row.sessions,
        seconds: row.seconds,
        active_users: row.active_users,
    }
}
