//! Rows as the mutations take them: parsed by the schema's own types, unknown fields refused.

use async_graphql::InputType;
use async_graphql::registry::{MetaInputValue, MetaType, Registry};
use serde_json::Value;

use super::Failure;

/// A row of the schema's type `T`, or what is wrong with it at `path`.
pub(super) fn parse<T: InputType>(value: Value, path: &str) -> Result<T, Failure> {
    let mut registry = Registry::default();
    T::create_type_info(&mut registry);
    known(&registry, &T::type_name(), &value, path)?;
    read(value, path)
}

/// Rows of the schema's type `T`.
pub(super) fn parse_all<T: InputType>(values: Vec<Value>, path: &str) -> Result<Vec<T>, Failure> {
    let mut registry = Registry::default();
    T::create_type_info(&mut registry);
    let rows = values.into_iter().enumerate().map(|(index, value)| {
        let path = format!("{path}[{index}]");
        known(&registry, &T::type_name(), &value, &path)?;
        read(value, &path)
    });
    rows.collect()
}

fn read<T: InputType>(value: Value, path: &str) -> Result<T, Failure> {
    let value = async_graphql::Value::from_json(value).map_err(|error| Failure::usage(format!("{path}: {error}")))?;
    T::parse(Some(value)).map_err(|error| {
        let told = error.into_server_error(async_graphql::Pos::default()).message;
        Failure::usage(format!("{path}: {told}"))
    })
}

/// Refuses fields that the schema does not know, and the absence of those it needs, however deep.
fn known(registry: &Registry, name: &str, value: &Value, path: &str) -> Result<(), Failure> {
    let name = name.trim_matches(|letter| matches!(letter, '[' | ']' | '!'));
    let Some(MetaType::InputObject { input_fields, .. }) = registry.types.get(name) else { return Ok(()) };
    match value {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(index, item)| known(registry, name, item, &format!("{path}[{index}]"))),
        Value::Object(fields) => {
            let needed = |field: &&MetaInputValue| field.ty.ends_with('!') && field.default_value.is_none();
            if let Some(missing) = input_fields.values().filter(needed).find(|field| !fields.contains_key(&field.name))
            {
                return Err(Failure::usage(format!("{path}.{}: is required", missing.name)));
            }
            fields.iter().try_for_each(|(key, inner)| match input_fields.get(key) {
                Some(field) => known(registry, &field.ty, inner, &format!("{path}.{key}")),
                None => Err(Failure::usage(format!("{path}: {name} has no field `{key}`"))),
            })
        }
        _ => Ok(()),
    }
}
