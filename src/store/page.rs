//! Keyset pages: one list, or the same list of many parents in one statement; forwards and backwards by the same code.

use std::collections::HashMap;

use ::entity::part::Part;
use sea_orm::sea_query::{
    ArrayType, ColumnType, Condition, Expr, ExprTrait, Func, NullOrdering, Order, Query, SelectStatement,
    WindowStatement,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IdenStatic, JoinType, ModelTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select, Value,
};
use serde_json::{Value as Json, json};
use uuid::Uuid;

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
}

impl<E: EntityTrait> Listing<E> {
    /// A list of these rows in this order.
    pub fn new(select: Select<E>, sort: impl Into<Vec<(E::Column, Order)>>) -> Self {
        Self { select: select.select_only(), sort: sort.into(), columns: Columns::all() }
    }

    /// The same list, of which no other columns than these are read.
    #[must_use]
    pub fn reading(self, columns: Columns<E>) -> Self {
        Self { columns: self.columns & columns, ..self }
    }

    /// The columns of its keys.
    pub fn keyed(&self) -> Columns<E> {
        Columns::which(|column: E::Column| self.sort.iter().any(|(key, _)| key.as_str() == column.as_str()))
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

    /// The keys of a row, as a cursor keeps them.
    pub fn keys(&self, row: &E::Model) -> Json {
        self.sort.iter().map(|(column, _)| to_json(row.get(*column))).collect()
    }

    /// Reads keys back; nothing where they are not of this list's columns.
    pub fn read_keys(&self, keys: &[Json]) -> Option<Vec<Key>> {
        if keys.len() != self.sort.len() {
            return None;
        }
        self.sort.iter().zip(keys).map(|((column, _), key)| from_json(*column, key)).collect()
    }
}

/// A key of a cursor; nothing where the column was null.
pub type Key = Option<Value>;

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

/// One part of one list.
pub async fn page<E, C>(conn: &C, listing: &Listing<E>, window: &Window) -> Result<Slice<E::Model>, AppError>
where
    E: EntityTrait<Model: Part>,
    C: ConnectionTrait,
{
    let select = listing.select.clone().filter(bounds(listing, window));
    let rows = listing.columns.find(conn, ordered(select, listing, window).limit(window.reach())).await?;
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
) -> Result<HashMap<Uuid, Slice<E::Model>>, AppError>
where
    E: EntityTrait<Model: Part>,
    C: ConnectionTrait,
{
    let bounded = listing.select.clone().filter(bounds(listing, window));
    let of_all = |select: Select<E>| select.filter(parent.is_in(parents.iter().copied()));
    let rows = if let [_] = parents {
        let select = ordered(of_all(bounded), listing, window).limit(window.reach());
        listing.columns.find(conn, select).await?
    } else if conn.get_database_backend() == DbBackend::Postgres {
        lateral(conn, bounded, listing, parent, parents, window).await?
    } else {
        windowed(conn, of_all(bounded), listing, parent, window).await?
    };
    let mut totals = HashMap::new();
    if window.count {
        let select = listing.select.clone().column(parent).filter(parent.is_in(parents.iter().copied()));
        let select = select.column_as(Expr::val(1).count(), "total").group_by(parent);
        for (parent, total) in select.into_tuple::<(Uuid, i64)>().all(conn).await? {
            totals.insert(parent, Ord::min(u64::try_from(total).unwrap_or_default(), COUNTED));
        }
    }
    let mut lists: HashMap<Uuid, Vec<E::Model>> = parents.iter().map(|&parent| (parent, Vec::new())).collect();
    for row in rows {
        if let Value::Uuid(Some(parent)) = row.get(parent) {
            lists.entry(parent).or_default().push(row);
        }
    }
    let total = |parent| window.count.then(|| totals.get(&parent).copied().unwrap_or_default());
    Ok(lists.into_iter().map(|(parent, rows)| (parent, Slice::of(rows, window, total(parent)))).collect())
}

/// PostgreSQL reads no further in each list than the part goes.
async fn lateral<E, C>(
    conn: &C,
    select: Select<E>,
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
    let list = ordered(listing.columns.select(select.filter(of)), listing, window).limit(window.reach()).into_query();
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
        over.order_by_with_nulls((E::default(), column), order, nulls);
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

fn directions<E: EntityTrait>(
    listing: &Listing<E>,
    window: &Window,
) -> impl Iterator<Item = (E::Column, Order, NullOrdering)> {
    listing.sort.iter().map(|(column, order)| {
        let ascending = matches!(order, Order::Asc) != window.backward;
        let nulls = if window.backward { NullOrdering::First } else { NullOrdering::Last };
        (*column, if ascending { Order::Asc } else { Order::Desc }, nulls)
    })
}

fn ordered<E: EntityTrait>(mut select: Select<E>, listing: &Listing<E>, window: &Window) -> Select<E> {
    for (column, order, nulls) in directions(listing, window) {
        if column.def().is_null() {
            select = select.order_by_with_nulls(column, order, nulls);
        } else {
            select = select.order_by(column, order);
        }
    }
    select
}

fn bounds<E: EntityTrait>(listing: &Listing<E>, window: &Window) -> Condition {
    let mut all = Condition::all();
    if let Some(after) = &window.after {
        all = all.add(beyond(&listing.sort, after, true));
    }
    if let Some(before) = &window.before {
        all = all.add(beyond(&listing.sort, before, false));
    }
    all
}

/// The rows that come after these keys in the list, or before them.
fn beyond<C: ColumnTrait>(sort: &[(C, Order)], keys: &[Key], after: bool) -> Condition {
    let mut any = Condition::any();
    let mut same = Condition::all();
    let mut all = Condition::all();
    // An index finds where to begin by a bound that no OR hides.
    if let (Some((column, order)), Some(Some(key))) = (sort.first(), keys.first())
        && !column.def().is_null()
    {
        let rising = matches!(order, Order::Asc) == after;
        all = all.add(if rising { column.gte(key.clone()) } else { column.lte(key.clone()) });
    }
    for ((column, order), key) in sort.iter().zip(keys) {
        let greater = matches!(order, Order::Asc) == after;
        let past = match key {
            Some(key) => {
                let strictly = if greater { column.gt(key.clone()) } else { column.lt(key.clone()) };
                let nulls = after && column.def().is_null();
                Some(if nulls { strictly.or(column.is_null()) } else { strictly })
            }
            None if after => None,
            None => Some(column.is_not_null()),
        };
        if let Some(past) = past {
            any = any.add(same.clone().add(past));
        }
        same = same.add(match key {
            Some(key) => column.eq(key.clone()),
            None => column.is_null(),
        });
    }
    if any.is_empty() { all.add(Expr::val(1).eq(0)) } else { all.add(any) }
}

fn to_json(value: Value) -> Json {
    match value {
        Value::Uuid(Some(value)) => json!(value),
        Value::String(Some(value)) => json!(value),
        Value::Int(Some(value)) => json!(value),
        Value::BigInt(Some(value)) => json!(value),
        Value::ChronoDate(Some(value)) => json!(value),
        Value::ChronoDateTimeUtc(Some(value)) => json!(value.timestamp_micros()),
        _ => Json::Null,
    }
}

fn from_json<C: ColumnTrait>(column: C, key: &Json) -> Option<Key> {
    let definition = column.def();
    if key.is_null() {
        return definition.is_null().then_some(None);
    }
    let value = match definition.get_column_type() {
        ColumnType::Uuid => key.as_str()?.parse::<Uuid>().ok()?.into(),
        ColumnType::Integer => i32::try_from(key.as_i64()?).ok()?.into(),
        ColumnType::BigInteger => key.as_i64()?.into(),
        ColumnType::Date => key.as_str()?.parse::<chrono::NaiveDate>().ok()?.into(),
        ColumnType::TimestampWithTimeZone => chrono::DateTime::from_timestamp_micros(key.as_i64()?)?.into(),
        ColumnType::Text | ColumnType::String(_) => key.as_str().filter(|text| !text.contains('\0'))?.into(),
        _ => return None,
    };
    Some(Some(value))
}
