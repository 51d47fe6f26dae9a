//! The advocacy programme: memberships and acts.

use ::entity::{advocacy_act, advocacy_membership};
use sea_orm::sea_query::{NullOrdering, Order};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::page::Listing;
use crate::error::AppError;

/// What advocates of accounts did, newest first.
pub fn acts() -> Listing<advocacy_act::Entity> {
    use advocacy_act::Column;
    Listing::new(advocacy_act::Entity::find(), [(Column::On, Order::Desc), (Column::Id, Order::Desc)])
}

/// Memberships of accounts, each account's last joined first; those that have been left last.
pub async fn memberships(
    conn: &impl ConnectionTrait,
    accounts: Vec<Uuid>,
) -> Result<Vec<(Uuid, advocacy_membership::Model)>, AppError> {
    use advocacy_membership::Column;
    let rows = advocacy_membership::Entity::find()
        .filter(Column::AccountId.is_in(accounts))
        .order_by_with_nulls(Column::LeftOn, Order::Desc, NullOrdering::First)
        .order_by_with_nulls(Column::JoinedOn, Order::Desc, NullOrdering::Last)
        .order_by_desc(Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.account_id.into(), row)).collect())
}
