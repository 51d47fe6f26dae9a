//! Which columns a selection needs of the rows that it is on.

use std::collections::HashMap;

use async_graphql::{Context, SelectionField};
use sea_orm::{EntityTrait, IdenStatic, Iterable};

use super::node::Shown;
use crate::store::columns::Columns;
use crate::store::kept::{Kept, column};

/// What the fields of a type need of its row: the column of their name, or of their name and `_id`, or what is said of them.
/// Any other needs the whole row.
pub struct Needs<E: EntityTrait>(HashMap<String, Columns<E>>);

impl<E: EntityTrait> Needs<E> {
    /// What fields need, by what is said of some.
    pub fn of(said: &[(&str, &[E::Column])]) -> Self {
        let by_name = E::Column::iter().flat_map(|one| {
            let reference = one.as_str().strip_suffix("_id");
            [Some(one.as_str()), reference]
                .into_iter()
                .flatten()
                .map(move |name| (name.to_owned(), Columns::of(&[one])))
        });
        let said = said.iter().map(|(field, columns)| (column(field), Columns::of(columns)));
        Self(by_name.chain(said).collect())
    }

    /// What this field needs; nothing where that is not known.
    pub fn get(&self, field: &str) -> Option<Columns<E>> {
        self.0.get(&column(field)).copied()
    }
}

/// The columns that the fields of a selection need.
fn needed<'a, M: Shown>(fields: impl Iterator<Item = SelectionField<'a>>) -> Columns<M::Table> {
    fields
        .filter(|field| field.name() != "__typename")
        .fold(Columns::NONE, |all, field| all | M::needs(field.name()).unwrap_or_else(Columns::all))
}

/// The columns that are needed of the rows that a field leads to, which are found by their ids.
pub fn of_one<M: Shown>(ctx: &Context<'_>) -> Columns<M::Table> {
    needed::<M>(ctx.field().selection_set()) | Columns::of(&[M::Table::ID])
}

/// The columns that are needed of the rows of a page; those of `keys` where a cursor may be written.
pub fn of_page<M: Shown>(ctx: &Context<'_>, keys: Columns<M::Table>) -> Columns<M::Table> {
    let field = ctx.field();
    field.selection_set().fold(Columns::NONE, |all, part| match part.name() {
        "nodes" => all | needed::<M>(part.selection_set()),
        "edges" => part
            .selection_set()
            .filter(|part| part.name() == "node")
            .fold(all | keys, |all, node| all | needed::<M>(node.selection_set())),
        "pageInfo" => all | keys,
        _ => all,
    })
}
