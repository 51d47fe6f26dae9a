//! Promises to accounts.

use ::entity::promise::{Column, Entity};
use sea_orm::EntityTrait;
use sea_orm::sea_query::Order;

use super::page::Listing;

/// Promises to accounts, the last due first.
pub fn listing() -> Listing<Entity> {
    Listing::new(Entity::find(), [(Column::DueOn, Order::Desc), (Column::Id, Order::Desc)])
}
