//! What became of each record of a batch.

use async_graphql::{Enum, ID, SimpleObject};
use serde::{Deserialize, Serialize};

use crate::command::unit_of_work::Unit;
use crate::domain::bounds::PATH;
use crate::error::AppError;
use crate::scalar::unfit::Unfit;

/// What a batch did to one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Enum)]
pub enum UpsertOutcome {
    /// It is new, or came back after a delete, with the id it had.
    Created,
    /// At least one of its fields changed.
    Updated,
    /// Nothing changed.
    Unchanged,
    /// It would have changed something, and every such field lost to a source with more authority.
    Conflict,
    /// It was deleted.
    Deleted,
    /// It was refused; its problems say why.
    Rejected,
}

/// Why a record, or a part of it, was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Enum)]
pub enum ProblemCode {
    /// A value does not fit its type, is out of its range or not in its format, or null where the field needs one.
    Invalid,
    /// A field that a new record needs is absent.
    Required,
    /// A reference names no record that we know, or one of another account: that one is left out, and the record is taken.
    UnknownReference,
    /// The record waits for one that it refers to.
    WaitingForReference,
    /// Its `updatedAt` is older than the stored one, so nothing changed.
    Stale,
    /// A later record of the same batch has the same identity, and was applied after this one.
    Superseded,
    /// A source with more authority holds the field.
    LostToAuthority,
    /// A survey's answer lies outside the scale it comes with.
    OutOfScale,
    /// A text or a list is longer than its field.
    TooLong,
    /// It names what already belongs to another record; of a team member's `subject` or `email` it is left out, and the record is taken.
    Duplicate,
    /// The caller may not write this record; of a team member's `subject` or `email`, may not write this field: it is left out, and the record is taken.
    Forbidden,
}

/// One problem of one record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, SimpleObject)]
pub struct Problem {
    /// What kind of problem it is.
    pub code: ProblemCode,
    /// Where it is inside the record: field names and list indexes, from the outside in, at most 8; empty for the record as a whole.
    pub path: Vec<String>,
    /// In words, for a person.
    pub message: String,
    /// The same record may be taken later, unchanged: what it refers to may still come.
    pub retryable: bool,
}

impl Problem {
    /// A problem of the whole record.
    pub fn new(code: ProblemCode, message: impl Into<String>) -> Self {
        Self { code, path: Vec::new(), message: message.into(), retryable: code == ProblemCode::UnknownReference }
    }

    /// The same problem, of one field.
    #[must_use]
    pub fn at(mut self, field: &str) -> Self {
        self.path.insert(0, field.to_owned());
        self.path.truncate(PATH);
        self
    }
}

/// What became of one record; results stand in the order in which the records were given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, SimpleObject)]
pub struct UpsertResult {
    /// Its place in the batch, from 0.
    pub index: i32,
    /// What was done.
    pub outcome: UpsertOutcome,
    /// Our id of the record; null where it has none: rejected before it ever existed, or new in a dry run.
    pub id: Option<ID>,
    /// Its key in the system; empty where the record does not fit its type and its key cannot be read.
    pub external_id: ID,
    /// What was wrong or is worth knowing, whatever the outcome: at most 20.
    pub problems: Vec<Problem>,
}

/// How many records had which outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, SimpleObject)]
pub struct UpsertStats {
    /// New ones, and those that came back after a delete.
    pub created: i32,
    /// Those of which a field changed.
    pub updated: i32,
    /// Those that changed nothing.
    pub unchanged: i32,
    /// Those that lost every change to a source with more authority.
    pub conflicts: i32,
    /// Those that were deleted.
    pub deleted: i32,
    /// Those that were refused.
    pub rejected: i32,
}

impl UpsertResult {
    /// The result of a record that does not fit its type.
    pub fn unfit(unfit: &Unfit) -> Self {
        let problem = Problem { path: unfit.path.clone(), ..Problem::new(ProblemCode::Invalid, &unfit.message) };
        Self {
            index: i32::try_from(unfit.index).unwrap_or(i32::MAX),
            outcome: UpsertOutcome::Rejected,
            id: None,
            external_id: ID(unfit.external_id.clone()),
            problems: vec![problem],
        }
    }
}

impl UpsertStats {
    /// Counts results.
    pub fn of(results: &[UpsertResult]) -> Self {
        let mut stats = Self::default();
        for result in results {
            *match result.outcome {
                UpsertOutcome::Created => &mut stats.created,
                UpsertOutcome::Updated => &mut stats.updated,
                UpsertOutcome::Unchanged => &mut stats.unchanged,
                UpsertOutcome::Conflict => &mut stats.conflicts,
                UpsertOutcome::Deleted => &mut stats.deleted,
                UpsertOutcome::Rejected => &mut stats.rejected,
            } += 1;
        }
        stats
    }
}

/// Keeps the results for a replay, where the caller has a key.
pub(super) fn keep(unit: &mut Unit, results: &[UpsertResult]) -> Result<(), AppError> {
    if unit.origin().claim.is_some() {
        unit.outcome(serde_json::to_value(results)?);
    }
    Ok(())
}
