//! Rows of which only some columns were read.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sqlx::postgres::PgRow;
use sea_orm::sqlx::{Decode, Postgres, Row, ValueRef};
use sea_orm::{DbErr, QueryResult, TryGetError, TryGetable};
use uuid::Uuid;

/// What stands in a column.
pub trait Cell: TryGetable {
    /// What a field holds whose column was not read: nothing that anybody may rely on.
    fn blank() -> Self;

    /// What stands at this place of a result, whose column is known to be of the type.
    fn known(result: &QueryResult, place: usize) -> Result<Self, TryGetError> {
        Self::try_get_by_index(result, place)
    }
}

macro_rules! cells {
    ($($type:ty),+ $(,)?) => { $(impl $crate::part::Cell for $type { fn blank() -> Self { Self::default() } })+ };
}
pub(crate) use cells;

cells!(serde_json::Value);

macro_rules! plain_cells {
    ($($type:ty),+ $(,)?) => { $(impl Cell for $type {
        fn blank() -> Self {
            Self::default()
        }

        fn known(result: &QueryResult, place: usize) -> Result<Self, TryGetError> {
            match result.try_as_pg_row() {
                Some(row) => plain(row, place),
                None => Self::try_get_by_index(result, place),
            }
        }
    })+ };
}

plain_cells!(bool, i32, i64, f64, String, Uuid, NaiveDate, DateTime<Utc>);

/// The driver looks at the column's type each time, which takes as long as reading the value.
fn plain<'r, T: Decode<'r, Postgres>>(row: &'r PgRow, place: usize) -> Result<T, TryGetError> {
    let unread = |error: &dyn std::fmt::Display| DbErr::Type(format!("column {place}: {error}"));
    let value = row.try_get_raw(place).map_err(|error| unread(&error))?;
    if value.is_null() {
        return Err(TryGetError::Null(String::new()));
    }
    Ok(T::decode(value).map_err(|error| unread(&error))?)
}

impl<T: Cell> Cell for Option<T> {
    fn blank() -> Self {
        None
    }

    fn known(result: &QueryResult, place: usize) -> Result<Self, TryGetError> {
        match T::known(result, place) {
            Err(TryGetError::Null(_)) => Ok(None),
            read => read.map(Some),
        }
    }
}

/// A row that can be read in part.
pub trait Part: Sized {
    /// The row of a result. For each column of the table, in its order, there is the place where it stands in the result, or
    /// nothing where it was not read.
    /// The types of its columns are looked at, unless they are known by another row of the same result.
    fn part(result: &QueryResult, places: &[Option<usize>], known: bool) -> Result<Self, DbErr>;
}

/// The next field of a row.
pub(crate) fn next<T: Cell>(
    result: &QueryResult,
    places: &mut impl Iterator<Item = Option<usize>>,
    known: bool,
) -> Result<T, DbErr> {
    match places.next().flatten() {
        Some(place) if known => Ok(T::known(result, place)?),
        Some(place) => result.try_get_by_index(place),
        None => Ok(T::blank()),
    }
}

/// Declares the row of a table that can be read in part.
macro_rules! row {
    ($(#[$meta:meta])* pub struct Model { $($fields:tt)+ }) => {
        $(#[$meta])*
        pub struct Model { $($fields)+ }

        row! { fields $($fields)+ }
    };
    (fields $($(#[$meta:meta])* pub $field:ident: $type:ty),+ $(,)?) => {
        impl $crate::part::Part for Model {
            fn part(
                result: &sea_orm::QueryResult,
                places: &[Option<usize>],
                known: bool,
            ) -> Result<Self, sea_orm::DbErr> {
                let mut places = places.iter().copied();
                Ok(Self { $($field: $crate::part::next(result, &mut places, known)?),+ })
            }
        }
    };
}
pub(crate) use row;
