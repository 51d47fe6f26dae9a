//! Lines of accounts' histories.

use ::entity::enums::HistoryKind;
use ::entity::history::{Column, Entity};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::Order;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::page::Listing;

/// Lines of these kinds from `since` until before `until`, newest first.
pub fn listing(
    kinds: Option<&[HistoryKind]>,
    since: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
) -> Listing<Entity> {
    let mut select = Entity::find();
    if let Some(kinds) = kinds {
        select = select.filter(Column::Kind.is_in(kinds.iter().copied()));
    }
    if let Some(since) = since {
        select = select.filter(Column::OccurredAt.gte(since));
    }
    if let Some(until) = until {
        select = select.filter(Column::OccurredAt.lt(until));
    }
    Listing::new(select, [(Column::OccurredAt, Order::Desc), (Column::Id, Order::Desc)])
}
