//! What a client can mend: the problems that a mutation's payload lists.

use async_graphql::{Enum, SimpleObject};

/// Something in a mutation's input that the client can mend. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub struct UserError {
    /// What is wrong.
    pub code: UserErrorCode,
    /// The path of the input's field, from `input` on; null where it is about the input as a whole.
    pub field: Option<Vec<String>>,
    /// What is wrong, in one sentence for a person.
    pub message: String,
    /// The record's version as it stands, with CONFLICT.
    pub current_version: Option<i32>,
}

/// What is wrong with a mutation's input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum UserErrorCode {
    /// A value is out of its range, or does not go with another one.
    Invalid,
    /// A value is missing.
    Required,
    /// No record has this id, external id or domain.
    NotFound,
    /// The record was changed since: its version is not the expected one.
    Conflict,
    /// The viewer may not do this to this record.
    Forbidden,
    /// The record is not in a state that allows it.
    WrongState,
    /// Nobody was found who could own the request.
    OwnerRequired,
    /// The customer has not been told yet.
    NotTold,
    /// The same thing exists already.
    Duplicate,
    /// Too many at once.
    TooMany,
}
