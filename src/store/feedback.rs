//! Feedback of accounts.

use ::entity::feedback::{Column, Entity};
use sea_orm::EntityTrait;
use sea_orm::sea_query::Order;

use super::page::Listing;

/// Feedback of accounts, newest first.
pub fn listing() -> Listing<Entity> {
    Listing::new(Entity::find(), [(Column::ReceivedAt, Order::Desc), (Column::Id, Order::Desc)])
}
