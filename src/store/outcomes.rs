//! Outcomes of accounts.

use ::entity::outcome::{Column, Entity};
use sea_orm::EntityTrait;
use sea_orm::sea_query::Order;

use super::page::Listing;

/// Outcomes of accounts, newest first.
pub fn listing() -> Listing<Entity> {
    Listing::new(Entity::find(), [(Column::On, Order::Desc), (Column::Id, Order::Desc)])
}
