//! Time spent on accounts.

use ::entity::time_entry::{Column, Entity};
use sea_orm::EntityTrait;
use sea_orm::sea_query::Order;

use super::page::Listing;

/// Time spent on accounts, newest first.
pub fn listing() -> Listing<Entity> {
    Listing::new(Entity::find(), [(Column::On, Order::Desc), (Column::Id, Order::Desc)])
}
