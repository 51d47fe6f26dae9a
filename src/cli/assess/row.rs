//! Rows as the mutations take them: parsed by the schema's own types.

use async_graphql::InputType;
use serde_json::Value;

use super::Failure;
use crate::scalar::fit;

/// A row of the schema's type `T`, or what is wrong with it at `path`.
pub(super) fn parse<T: InputType>(value: Value, path: &str) -> Result<T, Failure> {
    let wrong = |told: &str| Failure::usage(format!("{path}: {told}"));
    let value = async_graphql::Value::from_json(value).map_err(|_| wrong("does not fit its type"))?;
    T::parse(Some(value)).map_err(|error| {
        let told = error.into_server_error(async_graphql::Pos::default()).message;
        wrong(&fit::reworded(&told))
    })
}

/// Rows of the schema's type `T`.
pub(super) fn parse_all<T: InputType>(values: Vec<Value>, path: &str) -> Result<Vec<T>, Failure> {
    let rows = values.into_iter().enumerate().map(|(index, value)| parse(value, &format!("{path}[{index}]")));
    rows.collect()
}
