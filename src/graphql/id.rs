//! Ids of the wire and typed ids.

use async_graphql::{Error, ID};
use entity::ids::{self, WireId};
use uuid::Uuid;

use super::error::bad_input;

/// Reads an id of this kind; one of another kind is BAD_USER_INPUT.
pub fn read<T: WireId>(id: &ID) -> Result<T, Error> {
    T::parse(id).ok_or_else(|| bad_input(format!("not an id of this kind: it begins with {}_", T::PREFIX)))
}

/// Reads an id of any kind: its prefix and value.
pub fn read_any(id: &ID) -> Result<(&str, Uuid), Error> {
    ids::decode(id).ok_or_else(|| bad_input("not an id"))
}
