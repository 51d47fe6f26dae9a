//! A mutation under a caller's key happens once: its outcome is kept, and answered again.
//!
//! Leases go by the database's clock, whatever clocks the nodes have and whatever clock moves the facts.

use chrono::TimeDelta;
use entity::idempotency_key::{ActiveModel, Column, Entity};
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, OnConflict};
use sea_orm::{
    ActiveValue, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::lease::{Lease, Leases};
use crate::clock::machine_now;
use crate::error::AppError;
use crate::store::Db;
use crate::store::moment::database_clock;

/// How long a claim holds that nobody renews.
const LEASE: TimeDelta = TimeDelta::seconds(10);
/// How long an outcome is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// One claim on a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    caller: String,
    field: String,
    key: String,
    /// Names this claim, and no other one on the same key: before it or after it.
    pub(super) holder: Uuid,
}

impl Claim {
    /// A new claim on a caller's key for a mutation.
    pub(super) fn new(caller: &str, field: &str, key: &str) -> Self {
        let holder = Uuid::now_v7();
        Self { caller: caller.to_owned(), field: field.to_owned(), key: key.to_owned(), holder }
    }

    /// The row of its key.
    fn row(&self) -> Condition {
        let Self { caller, field, key, .. } = self;
        let caller = Column::Caller.eq(caller.as_str());
        Condition::all().add(caller).add(Column::Field.eq(field.as_str())).add(Column::Key.eq(key.as_str()))
    }

    /// The same where it still holds the key: nobody has taken it over, and it has no outcome.
    fn holds(&self) -> Condition {
        self.row().add(Column::Holder.eq(self.holder)).add(Column::Outcome.is_null())
    }
}

/// What came of claiming a key.
#[derive(Debug)]
pub enum Claimed {
    /// It is ours: carry the mutation out, and hand the claim to its unit of work.
    Ours(Lease),
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
pub(super) async fn claim(db: &Db, leases: &Leases, claim: Claim, digest: &str) -> Result<Claimed, AppError> {
    let now = database_clock(db).await?;
    let until = now + LEASE;
    let row = ActiveModel {
        caller: ActiveValue::Set(claim.caller.clone()),
        field: ActiveValue::Set(claim.field.clone()),
        key: ActiveValue::Set(claim.key.clone()),
        digest: ActiveValue::Set(digest.to_owned()),
        claimed_until: ActiveValue::Set(until),
        outcome: ActiveValue::Set(None),
        created_at: ActiveValue::Set(now),
        holder: ActiveValue::Set(Some(claim.holder)),
    };
    let once = OnConflict::columns([Column::Caller, Column::Field, Column::Key]).do_nothing().to_owned();
    if Entity::insert_many([row]).on_conflict(once).exec_without_returning(&db.write).await? == 1 {
        return Ok(Claimed::Ours(leases.take(db, claim)));
    }
    let Some(held) = Entity::find().filter(claim.row()).one(&db.write).await? else {
        // Swept or freed between the two statements: the caller tries again.
        return Ok(Claimed::InProgress);
    };
    let old = held.created_at < now - KEPT;
    if held.digest != digest && !old {
        return Ok(Claimed::Reused);
    }
    let under_way = held.claimed_until > now || held.holder.is_some_and(|holder| leases.hold(holder));
    // The lease has run out, or the outcome is kept no longer. Of two that find so, one gets it: what it takes over is what
    // it has seen.
    let same = match held.outcome {
        Some(outcome) if !old => return Ok(Claimed::Replay(outcome)),
        None if under_way => return Ok(Claimed::InProgress),
        Some(_) => Column::Outcome.is_not_null(),
        None => Column::Outcome.is_null(),
    };
    let taken = Entity::update_many()
        .col_expr(Column::ClaimedUntil, Expr::value(until))
        .col_expr(Column::CreatedAt, Expr::value(now))
        .col_expr(Column::Digest, Expr::value(digest))
        .col_expr(Column::Outcome, Expr::value(None::<Value>))
        .col_expr(Column::Holder, Expr::value(claim.holder))
        .filter(claim.row().add(same))
        .filter(Column::ClaimedUntil.eq(held.claimed_until).and(Column::CreatedAt.eq(held.created_at)))
        .exec(&db.write)
        .await?;
    Ok(if taken.rows_affected == 1 { Claimed::Ours(leases.take(db, claim)) } else { Claimed::InProgress })
}

/// Keeps the outcome, in the write's transaction. Fails where the claim holds the key no more.
pub(super) async fn store_outcome(tx: &impl ConnectionTrait, claim: &Claim, outcome: Value) -> Result<(), AppError> {
    let outcome = Expr::value(Some(outcome));
    let kept = Entity::update_many().col_expr(Column::Outcome, outcome).filter(claim.holds()).exec(tx).await?;
    if kept.rows_affected == 1 { Ok(()) } else { Err(AppError::ClaimEnded) }
}

/// Lets the lease of a claim begin anew, on PostgreSQL. It waits for nobody: a row that is locked is being finished.
pub(super) async fn renew(db: &Db, claim: &Claim) -> Result<(), AppError> {
    const KEY: [Column; 3] = [Column::Caller, Column::Field, Column::Key];
    let held = Entity::find().select_only().columns(KEY).filter(claim.holds());
    let held = held.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let until = format!("clock_timestamp() + interval '{} seconds'", LEASE.num_seconds());
    Entity::update_many()
        .col_expr(Column::ClaimedUntil, Expr::cust(until))
        .filter(Expr::tuple(KEY.map(Expr::col)).in_subquery(held.into_query()))
        .exec(db.aside())
        .await?;
    Ok(())
}

/// Frees a key whose outcome is not stored.
pub(super) async fn free(db: &Db, claim: &Claim) -> Result<(), AppError> {
    Entity::delete_many().filter(claim.holds()).exec(&db.write).await?;
    Ok(())
}

/// Deletes what is kept no longer; says how many there were.
pub async fn sweep(db: &Db) -> Result<u64, AppError> {
    let old = Column::CreatedAt.lt(machine_now() - KEPT);
    Ok(Entity::delete_many().filter(old).exec(&db.write).await?.rows_affected)
}
