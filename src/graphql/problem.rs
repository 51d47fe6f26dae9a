//! What a client can mend: the problems that a mutation's payload lists.

use async_graphql::SimpleObject;
use entity::enums::UserErrorCode;

use crate::command::refusal::Refusal;
use crate::domain::bounds::PATH;

/// Something in a mutation's input that the client can mend. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, SimpleObject)]
pub struct UserError {
    /// What is wrong.
    pub code: UserErrorCode,
    /// The path of the field inside `input`, with the indexes of lists: `["team", "0", "memberId"]`; at most 8 steps; null where it is about the input as a whole.
    pub field: Option<Vec<String>>,
    /// What is wrong, in one sentence for a person.
    pub message: String,
    /// The record's version as it stands, with CONFLICT.
    pub current_version: Option<i32>,
}

impl From<Refusal> for UserError {
    fn from(refusal: Refusal) -> Self {
        let Refusal { code, mut field, message, current_version } = refusal;
        field.truncate(PATH);
        Self { code, field: (!field.is_empty()).then_some(field), message, current_version }
    }
}
