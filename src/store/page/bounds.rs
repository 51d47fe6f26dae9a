//! Where a part of a list begins and ends, and in which order its rows come.

use sea_orm::sea_query::{Condition, Expr, ExprTrait, NullOrdering, Order, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, Select, Value};

use super::keys::Key;
use super::{Listing, Window};

/// The keys of a list, each with the way that the window goes through it, and with where its nulls come if it can be null.
pub(super) fn directions<E: EntityTrait>(
    listing: &Listing<E>,
    window: &Window,
) -> impl Iterator<Item = (E::Column, Order, Option<NullOrdering>)> {
    listing.sort.iter().enumerate().map(|(at, (column, order))| {
        let ascending = matches!(order, Order::Asc) != window.backward;
        let nulls = if window.backward { NullOrdering::First } else { NullOrdering::Last };
        let order = if ascending { Order::Asc } else { Order::Desc };
        (*column, order, listing.nullable(at).then_some(nulls))
    })
}

/// The rows of the list that lie within the window's bounds, in its order.
pub(super) fn within<E: EntityTrait>(listing: &Listing<E>, window: &Window) -> Select<E> {
    let mut select = bounded(listing, window);
    for (column, order, nulls) in directions(listing, window) {
        select = match nulls {
            Some(nulls) => select.order_by_with_nulls(column, order, nulls),
            None => select.order_by(column, order),
        };
    }
    select
}

/// The rows of the list that lie within the window's bounds.
pub(super) fn bounded<E: EntityTrait>(listing: &Listing<E>, window: &Window) -> Select<E> {
    let mut select = listing.select.clone();
    if let Some(after) = &window.after {
        select = select.filter(beyond(listing, after, true));
    }
    if let Some(before) = &window.before {
        select = select.filter(beyond(listing, before, false));
    }
    select
}

/// The rows that come after these keys in the list, or before them.
fn beyond<E: EntityTrait>(listing: &Listing<E>, keys: &[Key], after: bool) -> Condition {
    if let Some(beyond) = beyond_row(listing, keys, after) {
        return Condition::all().add(beyond);
    }
    let mut any = Condition::any();
    let mut same = Condition::all();
    for (at, ((column, order), key)) in listing.sort.iter().zip(keys).enumerate() {
        let value = Expr::col(column.as_column_ref());
        let past = match key {
            Some(key) => {
                let greater = matches!(order, Order::Asc) == after;
                let strictly = if greater { value.clone().gt(unseen(key)) } else { value.clone().lt(unseen(key)) };
                Some(if after && listing.nullable(at) { strictly.or(column.is_null()) } else { strictly })
            }
            None if after => None,
            None => Some(column.is_not_null()),
        };
        if let Some(past) = past {
            any = any.add(same.clone().add(past));
        }
        same = same.add(match key {
            Some(key) => value.eq(unseen(key)),
            None => column.is_null(),
        });
    }
    if any.is_empty() { any.add(Expr::val(1).eq(0)) } else { any }
}

/// The same as one comparison of rows, which an index answers whole: for keys that go one way, and of which none can be null.
fn beyond_row<E: EntityTrait>(listing: &Listing<E>, keys: &[Key], after: bool) -> Option<Expr> {
    let rising = matches!(listing.sort.first()?.1, Order::Asc);
    let plain =
        |(at, (_, order)): (usize, &(E::Column, Order))| matches!(order, Order::Asc) == rising && !listing.nullable(at);
    if !listing.sort.iter().enumerate().all(plain) {
        return None;
    }
    let columns = Expr::tuple(listing.sort.iter().map(|(column, _)| Expr::col(column.as_column_ref())));
    let keys = Expr::tuple(keys.iter().map(|key| key.as_ref().map(unseen)).collect::<Option<Vec<_>>>()?);
    Some(if rising == after { columns.gt(keys) } else { columns.lt(keys) })
}

/// A key that PostgreSQL does not see when it plans: where it sees it, it plans the same page anew each time.
fn unseen(key: &Value) -> Expr {
    Expr::SubQuery(None, Box::new(Query::select().expr(key.clone()).take().into()))
}
