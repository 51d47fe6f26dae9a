//! Columns that more than one migration needs.

use sea_orm_migration::prelude::*;

/// A text column that holds one of these words.
pub(crate) fn word(name: &'static str, words: &[&'static str]) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.text().check(Expr::col(name).is_in(words.iter().copied()));
    column
}
