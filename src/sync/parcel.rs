//! What is sent at once though it is of many kinds: one unit of work.

use std::collections::BTreeSet;

use async_graphql::ID;
use entity::enums::RecordKind;
use entity::ids::AccountId;
use serde_json::Value;

use super::Deletion;
use super::delete::Delete;
use super::kinds::AnyBatch;
use super::result::UpsertResult;
use crate::command::Origin;
use crate::command::desk::{Desk, Work};
use crate::command::unit_of_work::Unit;
use crate::domain::access::Grant;
use crate::error::AppError;
use crate::store::records;

/// Rows or deletes of one kind.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Rows.
    Rows(AnyBatch),
    /// Deletes.
    Deletes(Deletion),
}

/// Rows and deletes of many kinds that become one unit of work, in this order: what others refer to stands before them,
/// and no record stands in two pieces.
#[derive(Clone, Debug)]
pub struct Parcel {
    /// The pieces.
    pub pieces: Vec<Piece>,
    /// The right to write them.
    pub grant: Grant,
    /// A small value to keep in the same transaction, by its name.
    pub note: Option<(String, Value)>,
}

impl Work for Parcel {
    type Done = Vec<UpsertResult>;

    async fn run(&self, unit: &mut Unit) -> Result<Self::Done, AppError> {
        let mut results = Vec::new();
        for piece in &self.pieces {
            results.extend(match piece {
                Piece::Rows(batch) => batch.run(unit, &self.grant).await?,
                Piece::Deletes(deletion) => Delete::new(deletion, self.grant.clone()).run(unit).await?,
            });
        }
        if let Some((name, value)) = &self.note {
            unit.note(name, value.clone());
        }
        Ok(results)
    }
}

impl Parcel {
    /// Sends it as one unit of work. Whom it names is found beforehand: a unit that had to find out would begin anew.
    pub async fn send(&self, desk: &Desk, origin: Origin) -> Result<Vec<UpsertResult>, AppError> {
        let accounts = records::accounts(&desk.db.read, self.accounts()).await?;
        desk.unit(origin, accounts, self).await
    }

    /// The accounts that its rows name: system and key.
    pub fn accounts(&self) -> BTreeSet<(&str, &str)> {
        let mut named = BTreeSet::new();
        for piece in &self.pieces {
            match piece {
                Piece::Rows(batch) => named.extend(batch.accounts(&self.grant)),
                Piece::Deletes(deletion) if deletion.kind == RecordKind::Account => {
                    named.extend(deletion.external_ids.iter().map(|id| (deletion.system.as_str(), id.as_str())));
                }
                Piece::Deletes(_) => {}
            }
        }
        named
    }
}

/// The accounts among the records of a parcel: what a system calls each, and its id.
pub fn accounts<'a>(
    kinds: impl IntoIterator<Item = RecordKind> + 'a,
    results: &'a [UpsertResult],
) -> impl Iterator<Item = (String, AccountId)> + 'a {
    let of = kinds.into_iter().zip(results).filter(|(kind, _)| *kind == RecordKind::Account);
    of.filter_map(|(_, result)| {
        let ID(id) = result.id.as_ref()?;
        Some((result.external_id.to_string(), AccountId::parse(id)?))
    })
}
