//! Rows that were read together stay together: whatever one of them needs is loaded once for all of them.
//! So the number of statements depends on the document and never on how many rows it meets.

use std::any::{Any, TypeId};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::{Context, Error, Pos};
use entity::team_member;
use sea_orm::{EntityTrait, ModelTrait, Value};
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::asked::{of_one, of_page};
use super::context::ContextExt;
use super::cursor::Cursors;
use super::node::Shown;
use super::page::{Connection, PageArgs};
use crate::error::AppError;
use crate::store::columns::Columns;
use crate::store::kept::{self, Kept};
use crate::store::page::{self, Listing};

/// Rows that were read by one statement, and what was loaded for all of them since.
pub struct Cohort<M> {
    rows: Vec<M>,
    loaded: Mutex<HashMap<Key, Arc<dyn Any + Send + Sync>>>,
}

/// What is loaded for a cohort: its name, and where it depends on more than that, the places in the document that say it.
#[derive(PartialEq, Eq, Hash)]
pub struct Key(Cow<'static, str>, Vec<Pos>);

impl Key {
    /// What depends on the arguments and the selection of the field that is resolved. A place in the document stands for all
    /// that is written there; what is selected below a field may be merged from several.
    pub fn asked(name: &'static str, ctx: &Context<'_>) -> Self {
        let selected = ctx.item.node.selection_set.node.items.iter().map(|item| item.pos);
        Self(Cow::Borrowed(name), std::iter::once(ctx.item.pos).chain(selected).collect())
    }
}

impl From<&'static str> for Key {
    fn from(name: &'static str) -> Self {
        Self(Cow::Borrowed(name), Vec::new())
    }
}

impl From<String> for Key {
    fn from(name: String) -> Self {
        Self(Cow::Owned(name), Vec::new())
    }
}

/// One row of a cohort.
pub struct Row<M> {
    cohort: Arc<Cohort<M>>,
    at: usize,
}

impl<M> Clone for Row<M> {
    fn clone(&self) -> Self {
        Self { cohort: Arc::clone(&self.cohort), at: self.at }
    }
}

impl<M> Deref for Row<M> {
    type Target = M;
    fn deref(&self) -> &M {
        &self.cohort.rows[self.at]
    }
}

impl<M> Row<M> {
    /// Makes a cohort of these rows, and gives them back one by one.
    pub fn all(rows: Vec<M>) -> Vec<Self> {
        let cohort = Arc::new(Cohort { rows, loaded: Mutex::default() });
        (0..cohort.rows.len()).map(|at| Self { cohort: Arc::clone(&cohort), at }).collect()
    }

    /// A row that was read alone.
    pub fn alone(row: M) -> Self {
        Self { cohort: Arc::new(Cohort { rows: vec![row], loaded: Mutex::default() }), at: 0 }
    }

    /// The rows that were read together with this one, itself among them.
    pub fn siblings(&self) -> &[M] {
        &self.cohort.rows
    }

    /// What `load` gives for the whole cohort: it runs once for each `key`, whoever asks first.
    pub async fn shared<V, F, L, R>(&self, key: impl Into<Key>, load: F) -> Result<Arc<V>, R>
    where
        V: Send + Sync + 'static,
        F: FnOnce(Self) -> L + Send,
        L: Future<Output = Result<V, R>> + Send,
        R: From<AppError> + Send,
        M: Send + Sync,
    {
        let cell = {
            let mut loaded = self.cohort.loaded.lock().unwrap_or_else(PoisonError::into_inner);
            let cell = loaded.entry(key.into()).or_insert_with(|| Arc::new(OnceCell::<Arc<V>>::new()));
            Arc::clone(cell)
        };
        let cell = cell.downcast::<OnceCell<Arc<V>>>();
        let cell = cell.map_err(|_| AppError::Invariant("two relations of a type share a name"))?;
        if let Some(value) = cell.get() {
            return Ok(Arc::clone(value));
        }
        // The engine makes a future for each field of each object, as large as that of the largest field of its type: what
        // only the first of a cohort needs is in a box.
        let first = Box::pin(cell.get_or_try_init(|| async { load(self.clone()).await.map(Arc::new) }));
        first.await.map(Arc::clone)
    }
}

impl<M: Send + Sync + 'static> Row<M> {
    /// The same row's part in a cohort of parts: one part of each row.
    pub fn part<V: Send + Sync + 'static>(&self, name: &'static str, part: impl Fn(&M) -> V) -> Row<V> {
        let make = || Arc::new(Cohort { rows: self.siblings().iter().map(&part).collect(), loaded: Mutex::default() });
        let mut loaded = self.cohort.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = loaded.entry(name.into()).or_insert_with(|| make());
        let cohort = Arc::clone(kept).downcast::<Cohort<V>>().unwrap_or_else(|_| make());
        Row { cohort, at: self.at }
    }
}

/// Rows by their ids, one cohort.
pub type Found<E> = HashMap<Uuid, Row<<E as EntityTrait>::Model>>;

/// Rows of a table by their ids, in one statement: these columns of them, as far as the caller may read them.
pub async fn by_ids<E: Kept>(ctx: &Context<'_>, columns: Columns<E>, ids: HashSet<Uuid>) -> Result<Found<E>, AppError> {
    if ids.is_empty() {
        return Ok(Found::<E>::new());
    }
    let reader = ctx.reader();
    let rows = if TypeId::of::<E>() == TypeId::of::<team_member::Entity>() {
        let people = reader.people().await?;
        // Our people are at hand; a type that is theirs is the only one that finds them.
        let members: Option<&HashMap<Uuid, E::Model>> = (&people.members as &dyn Any).downcast_ref();
        ids.iter().filter_map(|id| members?.get(id).cloned()).collect()
    } else {
        kept::by_ids(&*reader.snapshot().await?, columns & E::readable(ctx.rights()), &ids).await?
    };
    Ok(Row::all(rows).into_iter().filter_map(|row| Some((uuid_of::<E>(&row, E::ID)?, row))).collect())
}

/// The row that this one refers to; nothing where it refers to none, or to one that is gone.
pub async fn reference<M, E>(
    ctx: &Context<'_>,
    row: &Row<M>,
    relation: &'static str,
    id_of: impl Fn(&M) -> Option<Uuid> + Send + Sync,
) -> Result<Option<Row<E::Model>>, Error>
where
    M: Send + Sync + 'static,
    E: Kept<Model: Shown<Table = E>>,
    E::Model: Send + Sync,
{
    let Some(id) = id_of(row) else { return Ok(None) };
    let load = |row: Row<M>| {
        let ids = row.siblings().iter().filter_map(&id_of).collect();
        async move { by_ids(ctx, of_one::<E::Model>(ctx), ids).await }
    };
    let found = row.shared(Key::asked(relation, ctx), load).await?;
    Ok(found.get(&id).cloned())
}

/// The page of this row's own list that is asked for.
pub async fn children<M, E, T>(
    ctx: &Context<'_>,
    row: &Row<M>,
    relation: &'static str,
    id_of: impl Fn(&M) -> Uuid + Send + Sync,
    parent: E::Column,
    listing: impl FnOnce() -> Listing<E> + Send,
    args: PageArgs,
) -> Result<Connection<T>, Error>
where
    M: Send + Sync + 'static,
    E: Kept<Model: Shown<Table = E>>,
    E::Model: Send + Sync,
    T: From<Row<E::Model>>,
{
    let load = |row: Row<M>| {
        let parents: HashSet<Uuid> = row.siblings().iter().map(&id_of).collect();
        let args = args.clone();
        async move {
            let listing = read_for(ctx, listing(), Columns::of(&[parent]));
            let cursors = Cursors::of(ctx, &listing);
            let window = args.window(ctx, &listing, &cursors)?;
            let snapshot = ctx.reader().snapshot().await?;
            let parents: Vec<Uuid> = parents.into_iter().collect();
            let parts = page::pages(&*snapshot, &listing, parent, &parents, &window).await?;
            Ok::<_, Error>((Arc::new(listing), cursors, Row::all(parts.rows), parts.of))
        }
    };
    let lists = row.shared(Key::asked(relation, ctx), load).await?;
    let (listing, cursors, rows, slices) = &*lists;
    let slice = slices.get(&id_of(row)).cloned().ok_or(AppError::Invariant("a row that is not of its own cohort"))?;
    let slice = slice.map(|places| places.into_iter().map(|at| rows[at].clone()).collect());
    Ok(Connection::of_rows(Arc::clone(listing), cursors.clone(), slice, args))
}

/// A page of a list of the whole company.
pub async fn list<E, T>(ctx: &Context<'_>, listing: Listing<E>, args: PageArgs) -> Result<Connection<T>, Error>
where
    E: Kept<Model: Shown<Table = E>>,
    E::Model: Sync,
    T: From<Row<E::Model>>,
{
    let cursors = Cursors::of(ctx, &listing);
    let window = args.window(ctx, &listing, &cursors)?;
    let listing = read_for(ctx, listing, Columns::of(&[E::ID]));
    let snapshot = ctx.reader().snapshot().await?;
    let slice = Box::pin(page::page(&*snapshot, &listing, &window)).await?;
    Ok(Connection::of_rows(Arc::new(listing), cursors, slice.map(Row::all), args))
}

/// The list, of which is read what the field's selection needs, and these columns, as far as the caller may read them.
fn read_for<E>(ctx: &Context<'_>, listing: Listing<E>, besides: Columns<E>) -> Listing<E>
where
    E: Kept<Model: Shown<Table = E>>,
{
    let columns = of_page::<E::Model>(ctx, listing.keyed()) | besides;
    listing.reading(columns & E::readable(ctx.rights()))
}

/// What each of the cohort's rows has of a thing that `load` reads for all of them, each with the row it belongs to.
pub async fn grouped<M, V, F, L>(
    row: &Row<M>,
    relation: impl Into<Key>,
    id_of: impl Fn(&M) -> Uuid + Send + Sync,
    load: F,
) -> Result<Vec<Row<V>>, Error>
where
    M: Send + Sync + 'static,
    V: Send + Sync + 'static,
    F: FnOnce(Vec<Uuid>) -> L + Send,
    L: Future<Output = Result<Vec<(Uuid, V)>, AppError>> + Send,
{
    let all = |row: Row<M>| {
        let parents: HashSet<Uuid> = row.siblings().iter().map(&id_of).collect();
        async move {
            let (parents, parts): (Vec<Uuid>, Vec<V>) = load(parents.into_iter().collect()).await?.into_iter().unzip();
            let mut groups: HashMap<Uuid, Vec<Row<V>>> = HashMap::new();
            for (parent, part) in parents.into_iter().zip(Row::all(parts)) {
                groups.entry(parent).or_default().push(part);
            }
            Ok::<_, AppError>(groups)
        }
    };
    let groups = row.shared(relation, all).await?;
    Ok(groups.get(&id_of(row)).cloned().unwrap_or_default())
}

/// Notes a part of a row that was read along with it, so that [`grouped`] finds it.
pub fn read_along<M, V: Send + Sync + 'static>(row: &Row<M>, relation: &'static str, parent: Uuid, part: V) {
    let groups = HashMap::from([(parent, vec![Row::alone(part)])]);
    let cell: Arc<dyn Any + Send + Sync> = Arc::new(OnceCell::new_with(Some(Arc::new(groups))));
    row.cohort.loaded.lock().unwrap_or_else(PoisonError::into_inner).insert(relation.into(), cell);
}

fn uuid_of<E: EntityTrait>(row: &E::Model, column: E::Column) -> Option<Uuid> {
    if let Value::Uuid(id) = row.get(column) { id } else { None }
}

/// Declares a type of the schema that is a row of a table. The row is read whole, but where braces follow the table: then a
/// field needs the column of its name, and in the braces is what others need.
macro_rules! row_object {
    ($(#[$meta:meta])* $name:ident = $table:ident $({ $($field:literal: $($column:ident)*;)* })?) => {
        $(#[$meta])*
        #[derive(Clone)]
        pub struct $name(pub $crate::graphql::loaders::Row<::entity::$table::Model>);

        impl From<$crate::graphql::loaders::Row<::entity::$table::Model>> for $name {
            fn from(row: $crate::graphql::loaders::Row<::entity::$table::Model>) -> Self {
                Self(row)
            }
        }

        impl $crate::graphql::node::Shown for ::entity::$table::Model {
            type Object = $name;
            type Table = ::entity::$table::Entity;

            $(fn needs(field: &str) -> Option<$crate::store::columns::Columns<Self::Table>> {
                use $crate::graphql::asked::Needs;
                static NEEDS: std::sync::LazyLock<Needs<::entity::$table::Entity>> =
                    std::sync::LazyLock::new(|| Needs::of(&[$(($field, &[$(::entity::$table::Column::$column),*])),*]));
                NEEDS.get(field)
            })?
        }
    };
}
pub(crate) use row_object;
