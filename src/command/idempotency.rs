//! A mutation under a caller's key happens once: its outcome is kept, and answered again.
//!
//! Leases go by the machine's clock, whatever clock moves the facts.

use chrono::{DateTime, TimeDelta, Utc};
use entity::idempotency_key::{ActiveModel, Column, Entity};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::clock::machine_now;
use crate::error::AppError;
use crate::store::Db;

/// How long a claim holds without an outcome.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// How long an outcome is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// A key that is ours until the lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    caller: String,
    field: String,
    key: String,
    until: DateTime<Utc>,
}

/// What came of claiming a key.
#[derive(Clone, Debug, PartialEq)]
pub enum Claimed {
    /// It is ours: carry the mutation out, and hand the claim to its unit of work.
    Ours(Claim),
    /// It was carried out before: answer over this outcome.
    Replay(Value),
    /// It was used for something else: IDEMPOTENCY_KEY_REUSED.
    Reused,
    /// It is being carried out: IDEMPOTENCY_IN_PROGRESS.
    InProgress,
}

/// The digest of a mutation's field and coerced arguments, whatever the order of their keys.
pub fn digest(field: &str, arguments: &Value) -> String {
    let mut hash = Sha256::new();
    hash.update(field);
    hash.update([0]);
    feed(&mut hash, arguments);
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn feed(hash: &mut Sha256, value: &Value) {
    match value {
        Value::Object(members) => {
            let mut keys: Vec<_> = members.keys().collect();
            keys.sort_unstable();
            hash.update([b'{']);
            for key in keys {
                hash.update(Value::from(key.as_str()).to_string());
                hash.update([b':']);
                feed(hash, &members[key]);
            }
            hash.update([b'}']);
        }
        Value::Array(items) => {
            hash.update([b'[']);
            for item in items {
                feed(hash, item);
                hash.update([b',']);
            }
            hash.update([b']']);
        }
        plain => hash.update(plain.to_string()),
    }
}

/// Claims a key, in a statement of its own, so that it is seen before the write begins.
pub async fn claim(db: &Db, caller: &str, field: &str, key: &str, digest: &str) -> Result<Claimed, AppError> {
    let now = machine_now();
    let until = now + LEASE;
    let row = ActiveModel {
        caller: ActiveValue::Set(caller.to_owned()),
        field: ActiveValue::Set(field.to_owned()),
        key: ActiveValue::Set(key.to_owned()),
        digest: ActiveValue::Set(digest.to_owned()),
        claimed_until: ActiveValue::Set(until),
        outcome: ActiveValue::Set(None),
        created_at: ActiveValue::Set(now),
    };
    let ours = Claim { caller: caller.to_owned(), field: field.to_owned(), key: key.to_owned(), until };
    let once = OnConflict::columns([Column::Caller, Column::Field, Column::Key]).do_nothing().to_owned();
    if Entity::insert_many([row]).on_conflict(once).exec_without_returning(&db.write).await? == 1 {
        return Ok(Claimed::Ours(ours));
    }
    let Some(held) = Entity::find().filter(of(caller, field, key)).one(&db.write).await? else {
        // Swept or freed between the two statements: the caller tries again.
        return Ok(Claimed::InProgress);
    };
    let old = held.created_at < now - KEPT;
    if held.digest != digest && !old {
        return Ok(Claimed::Reused);
    }
    match held.outcome {
        Some(outcome) if !old => return Ok(Claimed::Replay(outcome)),
        None if held.claimed_until > now => return Ok(Claimed::InProgress),
        _ => {}
    }
    // The lease has ended, or the outcome is kept no longer. Of two that find so, one gets it.
    let taken = Entity::update_many()
        .col_expr(Column::ClaimedUntil, Expr::value(until))
        .col_expr(Column::CreatedAt, Expr::value(now))
        .col_expr(Column::Digest, Expr::value(digest))
        .col_expr(Column::Outcome, Expr::value(None::<Value>))
        .filter(of(caller, field, key))
        .filter(Column::ClaimedUntil.eq(held.claimed_until).and(Column::CreatedAt.eq(held.created_at)))
        .exec(&db.write)
        .await?;
    Ok(if taken.rows_affected == 1 { Claimed::Ours(ours) } else { Claimed::InProgress })
}

/// Keeps the outcome, in the write's transaction. Fails where the claim is ours no more.
pub(super) async fn store_outcome(tx: &impl ConnectionTrait, claim: &Claim, outcome: Value) -> Result<(), AppError> {
    let kept = Entity::update_many()
        .col_expr(Column::Outcome, Expr::value(Some(outcome)))
        .filter(of(&claim.caller, &claim.field, &claim.key))
        .filter(Column::ClaimedUntil.eq(claim.until).and(Column::Outcome.is_null()))
        .exec(tx)
        .await?;
    if kept.rows_affected == 1 { Ok(()) } else { Err(AppError::ClaimEnded) }
}

/// Frees a key whose request failed with a top-level error.
pub async fn free(db: &Db, claim: &Claim) -> Result<(), AppError> {
    Entity::delete_many()
        .filter(of(&claim.caller, &claim.field, &claim.key))
        .filter(Column::ClaimedUntil.eq(claim.until).and(Column::Outcome.is_null()))
        .exec(&db.write)
        .await?;
    Ok(())
}

/// Deletes what is kept no longer; says how many there were.
pub async fn sweep(db: &Db) -> Result<u64, AppError> {
    let old = Column::CreatedAt.lt(machine_now() - KEPT);
    Ok(Entity::delete_many().filter(old).exec(&db.write).await?.rows_affected)
}

fn of(caller: &str, field: &str, key: &str) -> Condition {
    Condition::all().add(Column::Caller.eq(caller)).add(Column::Field.eq(field)).add(Column::Key.eq(key))
}
