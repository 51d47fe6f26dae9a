//! Answers to surveys of accounts.

use ::entity::survey_response::{Column, Entity};
use sea_orm::EntityTrait;
use sea_orm::sea_query::Order;

use super::page::Listing;

/// Answers to surveys of accounts, newest first.
pub fn listing() -> Listing<Entity> {
    Listing::new(Entity::find(), [(Column::AnsweredAt, Order::Desc), (Column::Id, Order::Desc)])
}
