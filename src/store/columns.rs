//! Which columns of a table are read. Those that are not cost nothing, and are blank in the rows.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr};

use entity::part::Part;
use sea_orm::{ConnectionTrait, EntityTrait, IdenStatic, Iterable, QueryResult, QuerySelect, QueryTrait, Select};

use crate::error::AppError;

/// Columns of a table: a bit for each, in the table's order.
pub struct Columns<E> {
    bits: u64,
    table: PhantomData<fn() -> E>,
}

impl<E> Clone for Columns<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Columns<E> {}

impl<E> fmt::Debug for Columns<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}", self.bits)
    }
}

impl<E> BitOr for Columns<E> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self { bits: self.bits | other.bits, ..self }
    }
}

impl<E> BitAnd for Columns<E> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self { bits: self.bits & other.bits, ..self }
    }
}

impl<E: EntityTrait> Columns<E> {
    /// No column.
    pub const NONE: Self = Self { bits: 0, table: PhantomData };

    /// Those for which this holds.
    pub fn which(holds: impl Fn(E::Column) -> bool) -> Self {
        let bits = E::Column::iter().enumerate().filter(|&(_, column)| holds(column)).map(|(at, _)| 1 << at);
        Self { bits: bits.fold(0, BitOr::bitor), ..Self::NONE }
    }

    /// Every column.
    pub fn all() -> Self {
        Self::which(|_| true)
    }

    /// These.
    pub fn of(columns: &[E::Column]) -> Self {
        Self::which(|column| columns.iter().any(|one| one.as_str() == column.as_str()))
    }

    /// The others.
    #[must_use]
    pub fn others(self) -> Self {
        Self { bits: !self.bits, ..self } & Self::all()
    }

    /// The columns, in the table's order.
    pub fn iter(self) -> impl Iterator<Item = E::Column> {
        E::Column::iter().enumerate().filter(move |(at, _)| self.bits >> at & 1 == 1).map(|(_, column)| column)
    }

    /// A statement that reads these alone, until others are added.
    pub fn select(self, select: Select<E>) -> Select<E> {
        self.iter().fold(select.select_only(), QuerySelect::column)
    }
}

impl<E: EntityTrait<Model: Part>> Columns<E> {
    /// For each column of the table the place where it stands in a result.
    fn places(self) -> Vec<Option<usize>> {
        let mut next = 0..;
        let place = |at| if self.bits >> at & 1 == 1 { next.next() } else { None };
        (0..E::Column::iter().count()).map(place).collect()
    }

    /// The row of a result that has these columns, perhaps with others behind them.
    pub fn row(self, result: &QueryResult) -> Result<E::Model, AppError> {
        Ok(E::Model::part(result, &self.places(), false)?)
    }

    /// The rows of results that have just these columns.
    pub fn rows(self, results: &[QueryResult]) -> Result<Vec<E::Model>, AppError> {
        let places = self.places();
        let rows = results.iter().enumerate().map(|(at, result)| E::Model::part(result, &places, at > 0));
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The rows that a statement finds.
    pub async fn find(self, conn: &impl ConnectionTrait, select: Select<E>) -> Result<Vec<E::Model>, AppError> {
        self.rows(&conn.query_all(&self.select(select).into_query()).await?)
    }

    /// The first rows that a statement finds: so many. The number stands in its text, since PostgreSQL, which takes a tenth of all rows
    /// for a number that it does not know, would plan the statement anew each time.
    pub async fn first_of(
        self,
        conn: &impl ConnectionTrait,
        select: Select<E>,
        many: u64,
    ) -> Result<Vec<E::Model>, AppError> {
        let mut statement = self.select(select).build(conn.get_database_backend());
        statement.sql = format!("{} LIMIT {many}", statement.sql);
        self.rows(&conn.query_all_raw(statement).await?)
    }

    /// The first row that a statement finds.
    pub async fn first(self, conn: &impl ConnectionTrait, select: Select<E>) -> Result<Option<E::Model>, AppError> {
        Ok(self.first_of(conn, select, 1).await?.pop())
    }
}
