//! Keyset pages: one list, or the same list of many parents in one statement; forwards and backwards by the same code.

mod bounds;
mod halves;
mod keys;

use std::collections::HashMap;

use ::entity::part::Part;
use sea_orm::sea_query::{ArrayType, Expr, ExprTrait, Func, Order, Query, SelectStatement, WindowStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IdenStatic, JoinType, ModelTrait, QueryFilter, QuerySelect,
    QueryTrait, Select, Value,
};
use serde_json::Value as Json;
use uuid::Uuid;

use self::bounds::{bounded, directions, within};
use self::halves::halves;
pub use self::keys::Key;
use self::keys::{from_json, to_json};
use super::columns::Columns;
use crate::error::AppError;

/// Counting ends here: this many means more.
pub const COUNTED: u64 = 25_001;

/// A list: what is in it, in which order (the last key is unique; what is null comes last), and which columns are read.
pub struct Listing<E: EntityTrait> {
    /// What is in it, without columns.
    pub select: Select<E>,
    /// Its keys, each with its direction.
    pub sort: Vec<(E::Column, Order)>,
    /// The columns that are read.
    pub columns: Columns<E>,
    /// Whether the first key has a value in each row, though its column may be null.
    valued: bool,
    /// A column whose value cursors hold beside the keys, so that it can be told whether the row still stands where they say.
    witness: Option<E::Column>,
}

impl<E: EntityTrait> Listing<E> {
    /// A list of these rows in this order.
    pub fn new(select: Select<E>, sort: impl Into<Vec<(E::Column, Order)>>) -> Self {
        Self { select: select.select_only(), sort: sort.into(), columns: Columns::all(), valued: false, witness: None }
    }

    /// The same list, whose cursors also hold what stands in this column.
    #[must_use]
    pub fn witnessed_by(self, column: E::Column) -> Self {
        Self { witness: Some(column), ..self }
    }

    /// The same list, of which no other columns than these are read.
    #[must_use]
    pub fn reading(self, columns: Columns<E>) -> Self {
        Self { columns: self.columns & columns, ..self }
    }

    /// The columns that its cursors hold.
    pub fn keyed(&self) -> Columns<E> {
        Columns::which(|column: E::Column| self.held().any(|key| key.as_str() == column.as_str()))
    }

    fn held(&self) -> impl Iterator<Item = E::Column> {
        self.sort.iter().map(|(column, _)| *column).chain(self.witness)
    }

    /// Whether the key at this place may be null.
    fn nullable(&self, at: usize) -> bool {
        self.sort.get(at).is_some_and(|(column, _)| column.def().is_null()) && !(at == 0 && self.valued)
    }

    /// Names the table and the order: a cursor is good for this alone.
    pub fn tag(&self) -> String {
        let mut tag = E::default().table_name().to_owned();
        for (column, order) in &self.sort {
            tag.push(if matches!(order, Order::Asc) { '+' } else { '-' });
            tag.push_str(column.as_str());
        }
        tag
    }

    /// What a cursor holds of a row: its keys, and the witness last.
    pub fn keys(&self, row: &E::Model) -> Json {
        self.held().map(|column| to_json(row.get(column))).collect()
    }

    /// Reads keys back; nothing where they are not of this list's columns. The witness is not looked at.
    pub fn read_keys(&self, keys: &[Json]) -> Option<Vec<Key>> {
        if keys.len() != self.held().count() {
            return None;
        }
        self.sort.iter().zip(keys).map(|((column, _), key)| from_json(*column, key)).collect()
    }
}

/// Which part of a list is asked for.
#[derive(Clone, Debug)]
pub struct Window {
    /// How many rows at most.
    pub limit: u64,
    /// The last ones, not the first.
    pub backward: bool,
    /// Only rows after these keys.
    pub after: Option<Vec<Key>>,
    /// Only rows before these keys.
    pub before: Option<Vec<Key>>,
    /// Count the whole list too.
    pub count: bool,
    /// Tell whether rows lie beyond: one more is read for that.
    pub beyond: bool,
}

impl Window {
    fn reach(&self) -> u64 {
        self.limit + u64::from(self.beyond)
    }
}

/// A part of a list.
#[derive(Clone, Debug)]
pub struct Slice<M> {
    /// The rows, in the order of the list.
    pub rows: Vec<M>,
    /// Rows come before them; false where that was not to be told.
    pub previous: bool,
    /// Rows come after them; false where that was not to be told.
    pub next: bool,
    /// How many rows the whole list has, up to [`COUNTED`], where it was counted.
    pub total: Option<u64>,
}

impl<M> Slice<M> {
    fn of(mut rows: Vec<M>, window: &Window, total: Option<u64>) -> Self {
        let limit = usize::try_from(window.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        if window.backward {
            rows.reverse();
            Self { rows, previous: more, next: window.before.is_some(), total }
        } else {
            Self { rows, previous: window.after.is_some(), next: more || window.before.is_some(), total }
        }
    }

    /// The same part, of what is made of its rows.
    pub fn map<N>(self, make: impl FnOnce(Vec<M>) -> Vec<N>) -> Slice<N> {
        Slice { rows: make(self.rows), previous: self.previous, next: self.next, total: self.total }
    }
}

/// The same part of many lists.
#[derive(Clone, Debug)]
pub struct Parts<M> {
    /// The rows of all of them.
    pub rows: Vec<M>,
    /// For each parent the places where the rows of its part stand.
    pub of: HashMap<Uuid, Slice<usize>>,
}

/// One part of one list.
pub async fn page<E, C>(conn: &C, listing: &Listing<E>, window: &Window) -> Result<Slice<E::Model>, AppError>
where
    E: EntityTrait<Model: Part>,
    C: ConnectionTrait,
{
    let mut rows = Vec::new();
    if listing.nullable(0) {
        for (half, window) in halves(listing, window) {
            let missing = window.reach() - rows.len() as u64;
            if missing > 0 {
                rows.extend(half.columns.first_of(conn, within(&half, &window), missing).await?);
            }
        }
    } else {
        rows = listing.columns.first_of(conn, within(listing, window), window.reach()).await?;
    }
    let total = if window.count { Some(count(conn, listing).await?) } else { None };
    Ok(Slice::of(rows, window, total))
}

async fn count<E, C>(conn: &C, listing: &Listing<E>) -> Result<u64, AppError>
where
    E: EntityTrait,
    C: ConnectionTrait,
{
    let mut bounded = listing.select.clone().into_query();
    bounded.expr_as(Expr::val(1), "one").limit(COUNTED);
    let counted = Query::select().expr_as(Func::count(Expr::val(1)), "total").from_subquery(bounded, "bounded").take();
    let row = conn.query_one(&counted).await?;
    let total: i64 = row.map(|row| row.try_get("", "total")).transpose()?.unwrap_or_default();
    Ok(u64::try_from(total).unwrap_or_default())
}

/// The same part of each parent's list, in one statement (and one that counts, where that is asked).
pub async fn pages<E, C>(
    conn: &C,
    listing: &Listing<E>,
    parent: E::Column,
    parents: &[Uuid],
    window: &Window,
) -> Result<Parts<E::Model>, AppError>
where
    E: EntityTrait<Model: Part>,
    C: ConnectionTrait,
{
    let of_all = |select: Select<E>| select.filter(parent.is_in(parents.iter().copied()));
    let mut rows = if let [_] = parents {
        let select = of_all(within(listing, window)).limit(window.reach());
        listing.columns.find(conn, select).await?
    } else if conn.get_database_backend() == DbBackend::Postgres {
        lateral(conn, listing, parent, parents, window).await?
    } else {
        windowed(conn, of_all(bounded(listing, window)), listing, parent, window).await?
    };
    let mut totals = HashMap::new();
    if window.count {
        let select = listing.select.clone().column(parent).filter(parent.is_in(parents.iter().copied()));
        let select = select.column_as(Expr::val(1).count(), "total").group_by(parent);
        for (parent, total) in select.into_tuple::<(Uuid, i64)>().all(conn).await? {
            totals.insert(parent, Ord::min(u64::try_from(total).unwrap_or_default(), COUNTED));
        }
    }
    let mut lists: HashMap<Uuid, Vec<usize>> = parents.iter().map(|&parent| (parent, Vec::new())).collect();
    let mut next = 0;
    rows.retain(|row| {
        let Value::Uuid(Some(parent)) = row.get(parent) else { return false };
        let places = lists.entry(parent).or_default();
        // What only tells that more rows lie beyond is the last of its list.
        let shown = (places.len() as u64) < window.limit;
        places.push(next);
        next += usize::from(shown);
        shown
    });
    let total = |parent| window.count.then(|| totals.get(&parent).copied().unwrap_or_default());
    let of = lists.into_iter().map(|(parent, places)| (parent, Slice::of(places, window, total(parent)))).collect();
    Ok(Parts { rows, of })
}

/// PostgreSQL reads no further in each list than the part goes.
async fn lateral<E, C>(
    conn: &C,
    listing: &Listing<E>,
    parent: E::Column,
    parents: &[Uuid],
    window: &Window,
) -> Result<Vec<E::Model>, AppError>
where
    E: EntityTrait<Model: Part>,
    C: ConnectionTrait,
{
    let of = Expr::col((E::default(), parent)).eq(Expr::col(("parents", "parents")));
    let list = listing.columns.select(within(listing, window).filter(of)).limit(window.reach()).into_query();
    let mut all: SelectStatement = Query::select();
    all.columns(listing.columns.iter().map(|column| ("list", column.as_str())))
        .from_function(Func::cust("unnest").arg(Expr::value(array(parents))), "parents")
        .join_lateral(JoinType::InnerJoin, list, "list", Expr::cust("TRUE"));
    listing.columns.rows(&conn.query_all(&all).await?)
}

/// One variable for them all: the statement's text is the same for however many.
fn array(ids: &[Uuid]) -> Value {
    Value::Array(ArrayType::Uuid, Some(Box::new(ids.iter().copied().map(Into::into).collect())))
}

async fn windowed<E, C>(
    conn: &C,
    select: Select<E>,
    listing: &Listing<E>,
    parent: E::Column,
    window: &Window,
) -> Result<Vec<E::Model>, AppError>
where
    E: EntityTrait<Model: Part>,
    C: ConnectionTrait,
{
    let mut over = WindowStatement::partition_by((E::default(), parent));
    for (column, order, nulls) in directions(listing, window) {
        match nulls {
            Some(nulls) => over.order_by_with_nulls((E::default(), column), order, nulls),
            None => over.order_by((E::default(), column), order),
        };
    }
    let mut inner = listing.columns.select(select).into_query();
    inner.expr_window_as(Func::cust("ROW_NUMBER"), over, "place");
    let place = || Expr::col("place");
    let mut outer: SelectStatement = Query::select();
    outer
        .columns(listing.columns.iter().map(|column| column.as_str()))
        .from_subquery(inner, "ranked")
        .and_where(place().lte(window.reach()))
        .order_by_expr(place(), Order::Asc);
    listing.columns.rows(&conn.query_all(&outer).await?)
}
