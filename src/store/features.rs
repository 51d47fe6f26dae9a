//! Features of the product.

use ::entity::feature::{Column, Entity, Model};
use sea_orm::sea_query::Order;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};

use super::page::Listing;
use crate::error::AppError;

/// Features, by name.
pub fn listing() -> Listing<Entity> {
    Listing::new(Entity::find(), [(Column::Name, Order::Asc), (Column::Id, Order::Asc)])
}

/// All features, by name.
pub async fn all(conn: &impl ConnectionTrait) -> Result<Vec<Model>, AppError> {
    Ok(Entity::find().order_by_asc(Column::Name).order_by_asc(Column::Id).all(conn).await?)
}
