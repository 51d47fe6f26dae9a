//! Contract lines of accounts.

use ::entity::subscription::{Column, Entity};
use sea_orm::EntityTrait;
use sea_orm::sea_query::Order;

use super::page::Listing;

/// Contract lines of accounts, the last begun first.
pub fn listing() -> Listing<Entity> {
    Listing::new(Entity::find(), [(Column::StartedOn, Order::Desc), (Column::Id, Order::Desc)])
}
