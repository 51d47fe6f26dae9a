//! The company's own numbers and words.

use ::entity::measure::{Column, Entity};
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, Order, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::page::Listing;

/// The latest measure of each key of accounts, by key. Of one moment the greater external id is the later.
pub fn latest(keys: Option<&[String]>) -> Listing<Entity> {
    let later = Alias::new("later");
    let of_later = |column: Column| Expr::col((later.clone(), column));
    let own = |column: Column| Expr::col((Entity, column));
    let same = |column: Column| of_later(column).eq(own(column));
    let after = |column: Column| of_later(column).gt(own(column));
    let newer = Condition::any()
        .add(after(Column::ObservedAt))
        .add(same(Column::ObservedAt).and(after(Column::ExternalId)))
        .add(same(Column::ObservedAt).and(same(Column::ExternalId)).and(after(Column::Id)));
    let successor = Query::select()
        .expr(Expr::val(1))
        .from_as(Entity, later.clone())
        .and_where(same(Column::AccountId))
        .and_where(same(Column::Key))
        .and_where(of_later(Column::EndedAt).is_null())
        .cond_where(newer)
        .take();
    let mut select = Entity::find().filter(Column::EndedAt.is_null()).filter(Expr::exists(successor).not());
    if let Some(keys) = keys {
        select = select.filter(Column::Key.is_in(keys));
    }
    Listing::new(select, [(Column::Key, Order::Asc), (Column::Id, Order::Asc)])
}
