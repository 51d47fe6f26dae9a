//! Rows of any kind, for whoever does not know beforehand which kinds there will be.

use std::collections::BTreeSet;

use async_graphql::InputType;
use async_graphql::registry::{MetaType, Registry};
use entity::enums::RecordKind;
use serde_json::Value;

use super::result::UpsertResult;
use super::row::Row;
use super::{Batch, Upsert};
use crate::command::desk::Work;
use crate::command::unit_of_work::Unit;
use crate::domain::access::Grant;
use crate::error::AppError;
use crate::scalar::fit;

/// A record's name: its kind, its system, its key there.
pub type Name = (RecordKind, String, String);

/// Every kind, so that what others refer to stands before them.
pub const ORDER: &[RecordKind] = RecordKind::ALL;

macro_rules! by_kind {
    ($($(#[$doc:meta])* $kind:ident = $table:ident $id:tt $seen:tt [$upsert:ident $noun:literal $row:ident $what:literal];)+) => {
        /// Puts a kind's row type into a registry, and gives its name.
        pub fn row_type(kind: RecordKind, registry: &mut Registry) -> String {
            match kind {
                $(RecordKind::$kind => described::<super::$table::$row>(registry),)+
            }
        }

        /// A batch of rows of one kind.
        #[derive(Clone, Debug)]
        pub enum AnyBatch {
            $(
                $(#[$doc])*
                $kind(Batch<super::$table::$row>),
            )+
        }

        $(
            impl From<Batch<super::$table::$row>> for AnyBatch {
                fn from(batch: Batch<super::$table::$row>) -> Self {
                    Self::$kind(batch)
                }
            }
        )+

        impl AnyBatch {
            /// Reads rows as the mutations take them. All of them must have passed [`references`].
            pub fn read(kind: RecordKind, system: &str, rows: Vec<Value>, dry_run: bool) -> Result<Self, AppError> {
                match kind {
                    $(RecordKind::$kind => Ok(Self::$kind(batch(system, rows, dry_run)?)),)+
                }
            }

            /// How many rows it has.
            pub fn len(&self) -> usize {
                match self { $(Self::$kind(batch) => batch.records.len(),)+ }
            }

            /// Whether it has none.
            pub fn is_empty(&self) -> bool {
                self.len() == 0
            }

            /// The accounts that its rows are, or name as theirs or otherwise: system and key.
            pub fn accounts(&self, grant: &Grant) -> BTreeSet<(&str, &str)> {
                match self { $(Self::$kind(batch) => accounts(batch, grant),)+ }
            }

            /// The records that each of its rows refers to, its account among them.
            pub fn references(&self) -> Vec<Vec<Name>> {
                match self { $(Self::$kind(batch) => batch.records.iter().map(named).collect(),)+ }
            }

            /// Writes it as a part of a unit of work.
            pub async fn run(&self, unit: &mut Unit, grant: &Grant) -> Result<Vec<UpsertResult>, AppError> {
                match self { $(Self::$kind(batch) => Upsert::new(batch, grant.clone()).run(unit).await,)+ }
            }
        }

        /// The records that a row refers to, its account among them; or what keeps it from being a row of this kind: the
        /// field, where it is one, and why.
        pub fn references(kind: RecordKind, row: &Value) -> Result<Vec<Name>, (String, String)> {
            match kind {
                $(RecordKind::$kind => match read::<super::$table::$row>(row.clone()) {
                    Ok(read) => Ok(named(&read)),
                    Err(reason) => Err(misfit::<super::$table::$row>(row).unwrap_or((String::new(), reason))),
                },)+
            }
        }
    };
}

entity::kinds!(by_kind);

/// A kind's place in the order.
pub fn rank(kind: RecordKind) -> usize {
    ORDER.iter().position(|other| *other == kind).unwrap_or(ORDER.len())
}

fn described<R: Row>(registry: &mut Registry) -> String {
    R::create_type_info(registry);
    R::type_name().into_owned()
}

fn read<R: InputType>(row: Value) -> Result<R, String> {
    let value = async_graphql::Value::from_json(row).map_err(|_| format!("must be {}", fit::JSON))?;
    R::parse(Some(value))
        .map_err(|error| fit::reworded(&error.into_server_error(async_graphql::Pos::default()).message))
}

/// The first field of a row that does not fit its type, and what is wrong with it.
fn misfit<R: Row>(row: &Value) -> Option<(String, String)> {
    let mut registry = Registry::default();
    R::create_type_info(&mut registry);
    let Some(MetaType::InputObject { input_fields, .. }) = registry.types.get(&*R::type_name()) else { return None };
    row.as_object()?.iter().find_map(|(key, value)| {
        let name = input_fields.get(key)?.ty.trim_end_matches('!');
        let wanted = match registry.types.get(name)? {
            MetaType::Enum { enum_values, .. }
                if !value.as_str().is_some_and(|word| enum_values.contains_key(word)) =>
            {
                format!("a value of {name}")
            }
            MetaType::Scalar { .. } if !fit::fits(name, value) => fit::wanted(name).to_owned(),
            _ => return None,
        };
        (!value.is_null()).then(|| (key.clone(), fit::misfit(&wanted, value)))
    })
}

fn batch<R: Row>(system: &str, rows: Vec<Value>, dry_run: bool) -> Result<Batch<R>, AppError> {
    let records = rows.into_iter().map(read).collect::<Result<_, _>>().map_err(AppError::BadInput)?;
    Ok(Batch { system: system.to_owned(), records, unfit: Vec::new(), dry_run })
}

fn named<R: Row>(row: &R) -> Vec<Name> {
    let account = row.common().account.and_then(async_graphql::MaybeUndefined::take);
    let account = account.map(|reference| (RecordKind::Account, reference));
    let all = row.references().into_iter().chain(account);
    all.map(|(kind, reference)| (kind, reference.system.clone(), reference.id.clone())).collect()
}

/// Those named otherwise come along: when a past is told, its moments must not depend on where an earlier run was cut.
fn accounts<'a, R: Row>(batch: &'a Batch<R>, grant: &Grant) -> BTreeSet<(&'a str, &'a str)> {
    let named = batch.open(grant).flat_map(Row::references).filter(|(kind, _)| *kind == RecordKind::Account);
    let named = named.map(|(_, reference)| (reference.system.as_str(), reference.id.as_str()));
    batch.accounts(grant).into_iter().chain(named).collect()
}
