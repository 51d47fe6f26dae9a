//! Why a write was refused: what the caller can mend. A refused write changes nothing.

use entity::enums::UserErrorCode;
use serde::{Deserialize, Serialize};

use crate::domain::access::Denied;

/// One reason why a write was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// What is wrong, in one word.
    pub code: UserErrorCode,
    /// Which part of the input, from its root: `["team", "0", "memberId"]`; empty where it is no single part.
    pub field: Vec<String>,
    /// What is wrong, in a sentence for a person.
    pub message: String,
    /// The record's version, where the caller expected another.
    pub current_version: Option<i32>,
}

impl Refusal {
    /// A refusal of one field of the input, or of a part of it: `team.0.memberId`. Empty: of the whole.
    pub fn new(code: UserErrorCode, field: &str, message: impl Into<String>) -> Self {
        let field = field.split('.').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        Self { code, field, message: message.into(), current_version: None }
    }

    /// The caller expected another version than the one that stands.
    pub fn conflict(current: i32) -> Self {
        let message = format!("This was changed since you read it: its version is now {current}.");
        Self { current_version: Some(current), ..Self::new(UserErrorCode::Conflict, "expectedVersion", message) }
    }

    /// The caller may not do this to this object.
    pub fn forbidden(denied: &Denied) -> Self {
        Self::new(UserErrorCode::Forbidden, "", denied.to_string())
    }

    /// What the input names does not exist.
    pub fn not_found(field: &str, what: &str) -> Self {
        Self::new(UserErrorCode::NotFound, field, format!("There is no such {what}."))
    }

    /// An update that names what to update, and says nothing of it.
    pub fn nothing_stated() -> Self {
        Self::new(UserErrorCode::Invalid, "", "The update states nothing: name at least one field to change.")
    }

    /// Whether the caller read the version that stands.
    pub fn stale(expected: Option<i32>, current: i32) -> Result<(), Self> {
        if expected.is_none_or(|expected| expected == current) { Ok(()) } else { Err(Self::conflict(current)) }
    }

    /// What an id of the wire names, where it is of the kind that is asked for.
    pub fn id<T>(field: &str, wire: &str, parse: fn(&str) -> Option<T>, prefix: &str) -> Result<T, Self> {
        let message = || format!("This is not an id of the kind that is asked for: such an id begins with {prefix}_.");
        parse(wire).ok_or_else(|| Self::new(UserErrorCode::Invalid, field, message()))
    }
}

impl From<Denied> for Refusal {
    fn from(denied: Denied) -> Self {
        Self::forbidden(&denied)
    }
}
