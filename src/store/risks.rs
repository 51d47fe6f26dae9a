//! Risks.

use ::entity::enums::RiskState;
use ::entity::risk::{Column, Entity};
use sea_orm::sea_query::Order;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::page::Listing;

/// Risks of accounts in these states, the last begun first.
pub fn listing(states: &[RiskState]) -> Listing<Entity> {
    let select = Entity::find().filter(Column::State.is_in(states.iter().copied()));
    Listing::new(select, [(Column::Since, Order::Desc), (Column::Id, Order::Desc)])
}
