//! Relay connections over keyset pages: the one helper behind every list.

use std::borrow::Cow;
use std::sync::Arc;

use async_graphql::{Context, Error, Object, ObjectType, SimpleObject, TypeName};
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::cursor::Cursors;
use super::error::{Code, bad_input};
use super::loaders::Row;
use super::objects::Many;
use crate::error::AppError;
use crate::store::page::{Key, Listing, Slice, Window};

/// Rows of a page where neither `first` nor `last` is given.
pub const DEFAULT: i32 = 50;
/// Rows of a page at most.
pub const LARGEST: i32 = 250;

/// The four arguments of every list.
#[derive(Clone, Debug, Default)]
pub struct PageArgs {
    /// How many from the front.
    pub first: Option<i32>,
    /// Only what comes after this cursor.
    pub after: Option<String>,
    /// How many from the end.
    pub last: Option<i32>,
    /// Only what comes before this cursor.
    pub before: Option<String>,
}

impl PageArgs {
    /// The arguments as they came.
    pub fn new(first: Option<i32>, after: Option<String>, last: Option<i32>, before: Option<String>) -> Self {
        Self { first, after, last, before }
    }

    /// How many rows are asked for, and whether from the end. Refuses sizes outside 1 to 250 and both ways at once.
    pub fn size(&self) -> Result<(u64, bool), Error> {
        let (size, backward) = match (self.first, self.last) {
            (Some(_), Some(_)) => return Err(bad_input("first and last do not go together")),
            (None, Some(last)) => (last, true),
            (first, None) => (first.unwrap_or(DEFAULT), false),
        };
        match u64::try_from(size) {
            Ok(rows @ 1..) if size <= LARGEST => Ok((rows, backward)),
            _ => Err(Code::PageSize.error(format!("a page has 1 to {LARGEST} nodes"))),
        }
    }

    /// The part of this list that is asked for, and what is to be told of the whole: only what is selected.
    pub fn window<E: EntityTrait>(
        &self,
        ctx: &Context<'_>,
        listing: &Listing<E>,
        cursors: &Cursors,
    ) -> Result<Window, Error> {
        let (limit, backward) = self.size()?;
        let told = |field| ctx.look_ahead().field(field).exists();
        let (count, beyond) = (told("totalCount"), told("pageInfo"));
        let decode = |cursor: &str| -> Result<Vec<Key>, Error> {
            let keys = listing.read_keys(&cursors.read(cursor)?);
            keys.ok_or_else(|| bad_input("not a cursor of this list in this order"))
        };
        let after = self.after.as_deref().map(decode).transpose()?;
        let before = self.before.as_deref().map(decode).transpose()?;
        Ok(Window { limit, backward, after, before, count, beyond })
    }
}

/// A page of a list.
pub struct Connection<T> {
    page: Slice<T>,
    /// Writes the cursor of the node at a place: it is seldom asked for.
    cursor: Box<dyn Fn(usize) -> Result<String, AppError> + Send + Sync>,
    /// Between which cursors it was asked for.
    given: PageArgs,
}

impl<T> Connection<T> {
    /// A page of these nodes, as it was asked for, with what writes the cursor of each.
    fn of(
        page: Slice<T>,
        given: PageArgs,
        cursor: impl Fn(usize) -> Result<String, AppError> + Send + Sync + 'static,
    ) -> Self {
        Self { page, cursor: Box::new(cursor), given }
    }

    /// The page that this part of the list makes.
    pub fn of_rows<E: EntityTrait>(
        listing: Arc<Listing<E>>,
        cursors: Cursors,
        slice: Slice<Row<E::Model>>,
        given: PageArgs,
    ) -> Self
    where
        E::Model: Sync,
        T: From<Row<E::Model>>,
    {
        let rows = slice.rows.clone();
        let page = slice.map(|rows| rows.into_iter().map(T::from).collect());
        Self::of(page, given, move |at| cursors.write(&listing.keys(&rows[at])))
    }

    /// A list without nodes, as it was asked for.
    pub fn empty(given: PageArgs) -> Self {
        Self::of(Slice { rows: Vec::new(), previous: false, next: false, total: Some(0) }, given, |_| Ok(String::new()))
    }
}

impl<T: ObjectType> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Connection", list_name::<T>()))
    }
}

/// A page of a list: its nodes, their cursors, and where it lies in the whole. Pages have 1 to 250 nodes (else the error PAGE_SIZE), 50 by default.
#[Object(name_type)]
impl<T: ObjectType> Connection<T> {
    /// The nodes of this page, each with its cursor, in the order of the list.
    async fn edges(&self) -> Many<Edge<'_, T>> {
        (0..self.page.rows.len()).map(|at| Edge { connection: self, at }).collect()
    }

    /// The nodes of this page, in the order of the list.
    async fn nodes(&self) -> Many<&T> {
        self.page.rows.iter().collect()
    }

    /// Where this page lies in the list.
    async fn page_info(&self) -> Result<PageInfo, Error> {
        let (start_cursor, end_cursor) = match self.page.rows.len().checked_sub(1) {
            Some(last) => (Some((self.cursor)(0)?), Some((self.cursor)(last)?)),
            None => (self.given.before.clone(), self.given.after.clone()),
        };
        let (has_next_page, has_previous_page) = (self.page.next, self.page.previous);
        Ok(PageInfo { has_next_page, has_previous_page, start_cursor, end_cursor })
    }

    /// How many nodes the whole list has. Counted only where it is selected, up to 25,001, which means more.
    async fn total_count(&self) -> i32 {
        self.page.total.and_then(|total| i32::try_from(total).ok()).unwrap_or_default()
    }
}

/// A node and its cursor.
pub struct Edge<'a, T> {
    connection: &'a Connection<T>,
    at: usize,
}

impl<T: ObjectType> TypeName for Edge<'_, T> {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Edge", list_name::<T>()))
    }
}

/// A node of a page, with its cursor.
#[Object(name_type)]
impl<T: ObjectType> Edge<'_, T> {
    /// The node itself.
    async fn node(&self) -> &T {
        &self.connection.page.rows[self.at]
    }

    /// Names the node's place in the list: give it as `after` or `before`. Opaque, and good for this list in this order alone (else BAD_USER_INPUT).
    async fn cursor(&self) -> Result<String, Error> {
        Ok((self.connection.cursor)(self.at)?)
    }
}

/// A page of a list that is at hand, in its own order; its keys are unique.
pub fn of_list<M, T: From<Row<M>>>(
    tag: &str,
    list: impl IntoIterator<Item = (Uuid, Row<M>)>,
    args: &PageArgs,
) -> Result<Connection<T>, Error> {
    let (size, backward) = args.size()?;
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    let list: Vec<(Uuid, Row<M>)> = list.into_iter().collect();
    let cursors = Cursors::plain(tag);
    let place = |cursor: &str| {
        let keys = cursors.read(cursor)?;
        let id = keys.first().and_then(Value::as_str).and_then(|id| id.parse::<Uuid>().ok());
        let place = list.iter().position(|(key, _)| Some(*key) == id);
        place.ok_or_else(|| bad_input("not a cursor of this list, or its node is gone"))
    };
    let mut from = args.after.as_deref().map(place).transpose()?.map_or(0, |place| place + 1);
    let mut to = args.before.as_deref().map(place).transpose()?.unwrap_or(list.len()).max(from);
    if backward {
        from = from.max(to.saturating_sub(size));
    } else {
        to = to.min(from + size);
    }
    let total = list.len();
    let (ids, rows): (Vec<Uuid>, Vec<T>) =
        list.into_iter().skip(from).take(to - from).map(|(id, row)| (id, T::from(row))).unzip();
    let page = Slice { rows, previous: from > 0, next: to < total, total: u64::try_from(total).ok() };
    Ok(Connection::of(page, args.clone(), move |at| cursors.write(&json!([ids[at]]))))
}

/// What a list of this type is named after: the type, but a history has no entries of something else.
fn list_name<T: ObjectType>() -> Cow<'static, str> {
    match T::type_name() {
        name if name == "HistoryEntry" => Cow::Borrowed("History"),
        name => name,
    }
}

/// Where a page lies in its list.
#[derive(SimpleObject)]
pub struct PageInfo {
    /// Nodes come after this page.
    has_next_page: bool,
    /// Nodes come before this page.
    has_previous_page: bool,
    /// The cursor of the page's first node; of an empty page the `before` that was given, else null.
    start_cursor: Option<String>,
    /// The cursor of the page's last node; of an empty page the `after` that was given, else null. Give it as the next `after`: who goes on from there later misses nothing.
    end_cursor: Option<String>,
}
