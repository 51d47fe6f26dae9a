//! Outcomes of accounts.

use ::entity::enums::OutcomeKind;
use ::entity::outcome::{Column, Entity};
use sea_orm::sea_query::{NullOrdering, Order};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::page::Listing;
use crate::error::AppError;

/// Outcomes of accounts, newest first.
pub fn listing() -> Listing<Entity> {
    Listing::new(Entity::find(), [(Column::On, Order::Desc), (Column::Id, Order::Desc)])
}

/// The outcomes of these subscriptions, each subscription's latest first.
pub async fn latest(
    conn: &impl ConnectionTrait,
    subscriptions: Vec<Uuid>,
) -> Result<Vec<(Uuid, OutcomeKind)>, AppError> {
    let select = Entity::find().select_only().columns([Column::SubscriptionId, Column::Kind]);
    let newest_first = select
        .filter(Column::SubscriptionId.is_in(subscriptions))
        .order_by_with_nulls(Column::On, Order::Desc, NullOrdering::Last)
        .order_by_desc(Column::ExternalId);
    Ok(newest_first.into_tuple().all(conn).await?)
}
