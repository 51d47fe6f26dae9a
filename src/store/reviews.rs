//! Which accounts are due: their review has come, or they are behind the company's epoch.

use chrono::{DateTime, Utc};
use entity::account::{Column, Entity};
use entity::ids::AccountId;
use sea_orm::sea_query::{Expr, Func};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::error::AppError;

/// Accounts whose review has come, the longest due first, with its moment.
pub async fn due(
    db: &impl ConnectionTrait,
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<(AccountId, DateTime<Utc>)>, AppError> {
    Ok(Entity::find()
        .select_only()
        .columns([Column::Id, Column::NextReviewAt])
        .filter(Column::NextReviewAt.lte(now))
        .order_by_asc(Column::NextReviewAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?)
}

/// Accounts that are behind the company's epoch.
pub async fn behind(db: &impl ConnectionTrait, epoch: i64, limit: u64) -> Result<Vec<AccountId>, AppError> {
    Ok(Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Epoch.lt(epoch))
        .order_by_asc(Column::Epoch)
        .order_by_asc(Column::Id)
        .limit(limit)
        .into_tuple()
        .all(db)
        .await?)
}

/// When the next review of any account comes; nothing where there is no account.
pub async fn next(db: &impl ConnectionTrait) -> Result<Option<DateTime<Utc>>, AppError> {
    let next: Option<Option<DateTime<Utc>>> =
        Entity::find().select_only().expr(Func::min(Expr::col(Column::NextReviewAt))).into_tuple().one(db).await?;
    Ok(next.flatten())
}
