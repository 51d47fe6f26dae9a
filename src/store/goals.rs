//! Goals of accounts.

use ::entity::goal::{Column, Entity};
use sea_orm::EntityTrait;
use sea_orm::sea_query::Order;

use super::page::Listing;

/// Goals of accounts, the last begun first.
pub fn listing() -> Listing<Entity> {
    Listing::new(Entity::find(), [(Column::StartOn, Order::Desc), (Column::Id, Order::Desc)])
}
