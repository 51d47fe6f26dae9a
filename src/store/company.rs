//! What is true of the company as a whole: its epoch, and the common facts that belong to no account.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::enums::RecordKind;
use entity::{company, connected_kind, feature, team_member};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::policy;
use crate::domain::facts;
use crate::domain::policy::Policy;
use crate::error::AppError;

/// The common facts at an epoch, the policy among them.
#[derive(Clone, Debug)]
pub struct Common {
    /// The epoch that was read before them.
    pub epoch: i64,
    /// The newest policy.
    pub policy: Arc<Policy>,
    /// The kinds of fact that some system has sent for some account.
    pub connected: BTreeSet<RecordKind>,
    /// All features of the product.
    pub features: Arc<Vec<facts::Feature>>,
    /// All people on our side.
    pub members: Arc<Vec<facts::TeamMember>>,
}

impl Common {
    /// The same, with kinds of fact that a system sends now.
    #[must_use]
    pub fn with(&self, kinds: &BTreeSet<RecordKind>) -> Self {
        Self { connected: self.connected.union(kinds).copied().collect(), ..self.clone() }
    }

    /// Whether these say the same, at whatever epochs.
    pub fn says_the_same(&self, other: &Self) -> bool {
        let policy = self.policy.version == other.policy.version;
        policy && self.connected == other.connected && self.features == other.features && self.members == other.members
    }
}

/// Makes the company's row, where there is none.
pub async fn ensure(db: &impl ConnectionTrait) -> Result<(), AppError> {
    let row =
        company::ActiveModel { id: ActiveValue::Set(1), epoch: ActiveValue::Set(1), moved_at: ActiveValue::Set(None) };
    let once = OnConflict::column(company::Column::Id).do_nothing().to_owned();
    company::Entity::insert_many([row]).on_conflict(once).exec_without_returning(db).await?;
    Ok(())
}

/// The epoch as it stands.
pub async fn epoch(db: &impl ConnectionTrait) -> Result<i64, AppError> {
    let row = company::Entity::find_by_id(1).one(db).await?;
    row.map(|row| row.epoch).ok_or(AppError::Invariant("the company's row is missing"))
}

/// Locks the company's row: writers of common facts are serial.
pub async fn lock(tx: &impl ConnectionTrait) -> Result<(), AppError> {
    company::Entity::find_by_id(1).lock_exclusive().one(tx).await?;
    Ok(())
}

/// Moves the epoch on: every account is behind it now. Gives the new one.
pub async fn next_epoch(tx: &impl ConnectionTrait, moment: DateTime<Utc>) -> Result<i64, AppError> {
    let next = Expr::col(company::Column::Epoch).add(1);
    company::Entity::update_many()
        .col_expr(company::Column::Epoch, next)
        .col_expr(company::Column::MovedAt, Expr::value(moment))
        .filter(company::Column::Id.eq(1))
        .exec(tx)
        .await?;
    epoch(tx).await
}

/// The common facts. Whoever calls has read the epoch before.
pub async fn common(db: &impl ConnectionTrait, epoch: i64) -> Result<Common, AppError> {
    let policy = Arc::new(policy::newest(db).await?);
    let connected = connected(db).await?.into_keys().collect();
    let features = feature::Entity::find().order_by_asc(feature::Column::Id).all(db).await?;
    let members = team_member::Entity::find().order_by_asc(team_member::Column::Id).all(db).await?;
    Ok(Common {
        epoch,
        policy,
        connected,
        features: Arc::new(features.into_iter().map(feature_fact).collect()),
        members: Arc::new(members.iter().map(member_fact).collect()),
    })
}

/// Notes that systems have sent these kinds by this moment. Says whether one is new: then the epoch must move. Where there is
/// something to note, the company's row is locked from here to the transaction's end.
pub async fn connect(
    tx: &impl ConnectionTrait,
    kinds: &BTreeSet<RecordKind>,
    moment: DateTime<Utc>,
) -> Result<bool, AppError> {
    let noted = |known: &BTreeMap<_, _>, kind| known.get(kind).is_some_and(|since| *since <= moment);
    let known = connected(tx).await?;
    if kinds.iter().all(|kind| noted(&known, kind)) {
        return Ok(false);
    }
    lock(tx).await?;
    let known = connected(tx).await?;
    let rows = kinds.iter().filter(|kind| !noted(&known, kind));
    let rows: Vec<_> = rows
        .map(|kind| connected_kind::ActiveModel { kind: ActiveValue::Set(*kind), since: ActiveValue::Set(moment) })
        .collect();
    if !rows.is_empty() {
        let mut earlier = OnConflict::column(connected_kind::Column::Kind);
        earlier.update_column(connected_kind::Column::Since);
        connected_kind::Entity::insert_many(rows).on_conflict(earlier).exec_without_returning(tx).await?;
    }
    Ok(kinds.iter().any(|kind| !known.contains_key(kind)))
}

/// The kinds that systems have sent, and since when.
async fn connected(db: &impl ConnectionTrait) -> Result<BTreeMap<RecordKind, DateTime<Utc>>, AppError> {
    Ok(connected_kind::Entity::find().all(db).await?.into_iter().map(|row| (row.kind, row.since)).collect())
}

fn feature_fact(feature: feature::Model) -> facts::Feature {
    facts::Feature { id: feature.id, external_id: feature.external_id, key: feature.key, plans: feature.plans.0 }
}

fn member_fact(member: &team_member::Model) -> facts::TeamMember {
    facts::TeamMember { id: member.id, department: Some(member.department) }
}
