//! Rows in bulk: a fixed number of statements, whatever their number up to the engine's limit of variables.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::ids::AccountId;
use sea_orm::sea_query::{Expr, OnConflict, SimpleExpr};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, ExprTrait, IdenStatic, IntoActiveModel, Iterable, ModelTrait,
    PrimaryKeyToColumn, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::bulk::put_all;
use super::{ActiveOf, ColumnOf, Record};
use crate::error::AppError;

/// How many items of so many variables one statement may carry on this connection.
pub fn chunk(tx: &impl ConnectionTrait, variables: usize) -> usize {
    let limit = if tx.get_database_backend() == DbBackend::Postgres { 65_535 } else { 32_766 };
    (limit / variables.max(1)).clamp(1, 10_000)
}

/// Inserts rows that are new.
pub async fn insert_all<M, C>(tx: &C, rows: Vec<M>) -> Result<(), AppError>
where
    M: ModelTrait + IntoActiveModel<ActiveOf<M>>,
    C: ConnectionTrait,
{
    put_all(tx, rows, None).await.map(drop)
}

/// Inserts rows, or writes them over those with the same key.
pub async fn upsert_all<M, C>(tx: &C, rows: Vec<M>) -> Result<(), AppError>
where
    M: ModelTrait + IntoActiveModel<ActiveOf<M>>,
    C: ConnectionTrait,
{
    let keys: Vec<_> = <M::Entity as EntityTrait>::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column).collect();
    let is_key = |column: &ColumnOf<M>| keys.iter().any(|key| key.as_str() == column.as_str());
    let others: Vec<_> = ColumnOf::<M>::iter().filter(|column| !is_key(column)).collect();
    let mut overwrite = OnConflict::columns(keys.clone());
    if others.is_empty() {
        overwrite.do_nothing();
    } else {
        overwrite.update_columns(others);
    }
    put_all(tx, rows, Some(&overwrite)).await.map(drop)
}

/// The live records of a kind of these accounts, by id; all of them where the kind is common.
pub(super) async fn load<R: Record>(tx: &impl ConnectionTrait, accounts: &[AccountId]) -> Result<Vec<R>, AppError> {
    let mut found = Vec::new();
    let size = chunk(tx, 1);
    for part in accounts.chunks(size) {
        let mut query = R::Entity::find().order_by_asc(R::ID);
        if let Some(account) = R::ACCOUNT {
            query = query.filter(account.is_in(part.iter().copied()));
        }
        if let Some(ended) = R::ENDED {
            query = query.filter(ended.is_null());
        }
        found.extend(query.all(tx).await?);
    }
    Ok(found)
}

/// The versions of an account's bulk facts that stood at a moment, by id, so many at most; none of what is not versioned.
pub(super) async fn stood<R: Record>(
    tx: &impl ConnectionTrait,
    account: AccountId,
    moment: DateTime<Utc>,
    most: u64,
) -> Result<Vec<R>, AppError> {
    let (Some(of), Some(ended)) = (R::ACCOUNT, R::ENDED) else { return Ok(Vec::new()) };
    let query = R::Entity::find().filter(of.eq(account)).filter(Expr::col("recorded_at").lte(moment));
    let standing = query.filter(ended.is_null().or(ended.gt(moment)));
    Ok(standing.order_by_asc(R::ID).limit(most).all(tx).await?)
}

/// Lets ended versions of bulk facts stand again.
pub(super) async fn relive<R: Record>(tx: &impl ConnectionTrait) -> Result<(), AppError> {
    if let Some(ended) = R::ENDED {
        let never = Expr::value(None::<DateTime<Utc>>);
        R::Entity::update_many().col_expr(ended, never).filter(ended.is_not_null()).exec(tx).await?;
    }
    Ok(())
}

/// The versions of common facts as they stand, locked.
pub(super) async fn lock_versions<R: Record>(
    tx: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<BTreeMap<Uuid, i32>, AppError> {
    let mut versions = BTreeMap::new();
    for part in ids.chunks(chunk(tx, 1)) {
        let query = R::Entity::find().filter(R::ID.is_in(part.iter().copied())).order_by_asc(R::ID);
        let rows = query.lock_exclusive().all(tx).await?;
        versions.extend(rows.iter().map(|row| (row.key(), row.version())));
    }
    Ok(versions)
}

/// Writes records: over what they were, or as new versions where the kind is versioned.
pub(super) async fn write<R: Record>(
    tx: &impl ConnectionTrait,
    records: Vec<R>,
    moment: DateTime<Utc>,
) -> Result<(), AppError> {
    if R::BULK {
        let ids: Vec<_> = records.iter().filter(|record| record.version() > 1).map(pair).collect();
        erase::<R>(tx, &ids, moment).await?;
        insert_all(tx, records).await
    } else {
        upsert_all(tx, records).await
    }
}

/// Deletes rows; of versioned ones, ends the live version.
pub(super) async fn erase<R: Record>(
    tx: &impl ConnectionTrait,
    ids: &[(Option<AccountId>, Uuid)],
    moment: DateTime<Utc>,
) -> Result<(), AppError> {
    // Two lists instead of pairs: every key leads with the account, and ids are unique by themselves.
    for part in ids.chunks(chunk(tx, 2) - 1) {
        let mut which = R::ID.is_in(part.iter().map(|(_, id)| *id));
        if let Some(account) = R::ACCOUNT {
            let mut accounts: Vec<_> = part.iter().filter_map(|(account, _)| *account).collect();
            accounts.sort_unstable();
            accounts.dedup();
            which = which.and(account.is_in(accounts));
        }
        erase_where::<R>(tx, which, moment).await?;
    }
    Ok(())
}

/// Deletes all records of an account; of versioned ones, ends the live versions.
pub(super) async fn erase_all<R: Record>(
    tx: &impl ConnectionTrait,
    account: AccountId,
    moment: DateTime<Utc>,
) -> Result<(), AppError> {
    match R::ACCOUNT {
        Some(column) => erase_where::<R>(tx, column.eq(account), moment).await,
        None => Ok(()),
    }
}

async fn erase_where<R: Record>(
    tx: &impl ConnectionTrait,
    which: SimpleExpr,
    moment: DateTime<Utc>,
) -> Result<(), AppError> {
    match R::ENDED {
        Some(ended) => {
            let live = which.and(ended.is_null());
            R::Entity::update_many().col_expr(ended, Expr::value(moment)).filter(live).exec(tx).await?;
        }
        None => {
            R::Entity::delete_many().filter(which).exec(tx).await?;
        }
    }
    Ok(())
}

fn pair<R: Record>(record: &R) -> (Option<AccountId>, Uuid) {
    (record.account(), record.key())
}
