//! Handoffs.

use ::entity::handoff::{Column, Entity, Model};
use sea_orm::sea_query::{NullOrdering, Order};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::error::AppError;

/// The handoffs of these accounts, each account's last signed first.
pub async fn latest(conn: &impl ConnectionTrait, accounts: Vec<Uuid>) -> Result<Vec<(Uuid, Model)>, AppError> {
    let rows = Entity::find()
        .filter(Column::AccountId.is_in(accounts))
        .order_by_with_nulls(Column::SignedOn, Order::Desc, NullOrdering::Last)
        .order_by_desc(Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.account_id.into(), row)).collect())
}
