//! Support cases of accounts.

use ::entity::ticket::{Column, Entity};
use sea_orm::EntityTrait;
use sea_orm::sea_query::Order;

use super::page::Listing;

/// Support cases of accounts, the last opened first.
pub fn listing() -> Listing<Entity> {
    Listing::new(Entity::find(), [(Column::OpenedAt, Order::Desc), (Column::Id, Order::Desc)])
}
