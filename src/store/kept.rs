//! Tables whose rows have an id of their own: how a row is found by it, and which columns are read for whom.

use std::collections::HashSet;

use ::entity::enums::RecordKind;
use ::entity::part::Part;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IdenStatic, QueryFilter, QuerySelect, QueryTrait, Select};
use uuid::Uuid;

use super::columns::Columns;
use crate::domain::access::{self, Rights};
use crate::error::AppError;
use crate::registry::Record;

/// A table whose rows have an id of their own.
pub trait Kept: EntityTrait<Model: Part> {
    /// The column of the id.
    const ID: Self::Column;

    /// The rows that are live.
    fn live() -> Select<Self> {
        Self::find()
    }

    /// Whether only some may read the column.
    fn scoped(_: Self::Column) -> bool {
        false
    }

    /// The columns that this caller may read.
    fn readable(_: &Rights) -> Columns<Self> {
        Columns::all()
    }
}

macro_rules! by_kind {
    ($($(#[$doc:meta])* $kind:ident = $table:ident $id:tt $seen:tt $upsert:tt;)+) => {$(
        impl Kept for ::entity::$table::Entity {
            const ID: Self::Column = <::entity::$table::Model as Record>::ID;

            fn live() -> Select<Self> {
                match <::entity::$table::Model as Record>::ENDED {
                    Some(ended) => Self::find().filter(ended.is_null()),
                    None => Self::find(),
                }
            }

            fn scoped(one: Self::Column) -> bool {
                scoped(RecordKind::$kind, one.as_str())
            }

            fn readable(rights: &Rights) -> Columns<Self> {
                readable(RecordKind::$kind, rights)
            }
        }
    )+};
}
entity::kinds!(by_kind);

/// Whether only some may read a column of a kind: it belongs to a scoped group, or the whole kind does.
fn scoped(kind: RecordKind, one: &str) -> bool {
    let own = access::scoped_keys(kind.type_name()).any(|(key, group)| group.scoped() && column(key) == one);
    own || access::key_group(kind.type_name(), "id").is_none_or(access::Group::scoped)
}

/// The columns of a kind but those of keys that this caller may not read.
fn readable<E: EntityTrait>(kind: RecordKind, rights: &Rights) -> Columns<E> {
    let scoped = access::scoped_keys(kind.type_name());
    let denied: Vec<_> = scoped.filter(|&(_, group)| !rights.may_read(group)).map(|(key, _)| column(key)).collect();
    Columns::which(|column: E::Column| denied.iter().all(|denied| denied != column.as_str()))
}

/// The name of the column of a key of images, or of a field of the schema.
pub fn column(key: &str) -> String {
    let mut name = String::with_capacity(key.len() + 2);
    for letter in key.chars() {
        if letter.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

macro_rules! kept {
    ($($table:ident),+ $(,)?) => {$(
        impl Kept for ::entity::$table::Entity {
            const ID: Self::Column = ::entity::$table::Column::Id;
        }
    )+};
}
kept!(change, comment, risk);

impl Kept for ::entity::history::Entity {
    const ID: Self::Column = ::entity::history::Column::Id;

    /// Lines of accounts that were deleted are kept for whoever looks back, under no account's id.
    fn live() -> Select<Self> {
        let accounts = ::entity::account::Entity::find().select_only().column(::entity::account::Column::Id);
        Self::find().filter(::entity::history::Column::AccountId.in_subquery(accounts.into_query()))
    }
}

/// Live rows by their ids, in no order: these columns of them.
pub async fn by_ids<E: Kept>(
    conn: &impl ConnectionTrait,
    columns: Columns<E>,
    ids: &HashSet<Uuid>,
) -> Result<Vec<E::Model>, AppError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    columns.find(conn, E::live().filter(E::ID.is_in(ids.iter().copied()))).await
}
