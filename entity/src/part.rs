//! Rows of which only some columns were read.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{DbErr, QueryResult, TryGetable};
use uuid::Uuid;

/// What a field holds whose column was not read: nothing that anybody may rely on.
pub trait Blank {
    /// The value.
    fn blank() -> Self;
}

macro_rules! blank_by_default {
    ($($type:ty),+ $(,)?) => { $(impl $crate::part::Blank for $type { fn blank() -> Self { Self::default() } })+ };
}
pub(crate) use blank_by_default;

blank_by_default!(bool, i32, i64, String, Uuid, NaiveDate, DateTime<Utc>, serde_json::Value);

impl<T> Blank for Option<T> {
    fn blank() -> Self {
        None
    }
}

/// A row that can be read in part.
pub trait Part: Sized {
    /// The row of a result. For each column of the table, in its order, there is the place where it stands in the result, or
    /// nothing where it was not read.
    fn part(result: &QueryResult, places: &[Option<usize>]) -> Result<Self, DbErr>;
}

/// The next field of a row.
pub(crate) fn next<T: TryGetable + Blank>(
    result: &QueryResult,
    places: &mut impl Iterator<Item = Option<usize>>,
) -> Result<T, DbErr> {
    match places.next().flatten() {
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
            fn part(result: &sea_orm::QueryResult, places: &[Option<usize>]) -> Result<Self, sea_orm::DbErr> {
                let mut places = places.iter().copied();
                Ok(Self { $($field: $crate::part::next(result, &mut places)?),+ })
            }
        }
    };
}
pub(crate) use row;
