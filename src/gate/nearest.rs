//! The nearest name of the schema to one that it does not know: for who may know the schema.

use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{Name, Schema};

use super::GateError;
use crate::domain::text::near;

/// The same error, with the name that was perhaps meant.
pub(super) fn helped(schema: &Schema, mut error: GateError) -> GateError {
    if let Some(name) = meant(schema, &error.message) {
        error.message = format!("{}. Did you mean `{name}`?", error.message);
    }
    error
}

/// The name that was perhaps meant. What the validator found it tells in words alone, with the names between marks.
fn meant<'a>(schema: &'a Schema, message: &str) -> Option<&'a str> {
    let parts: Vec<&str> = message.split('`').collect();
    match parts[..] {
        ["type ", ty, " does not have a field ", field, ""] => near(field, fields(schema, ty)?),
        ["the argument ", argument, " is not supported by ", place, ""] => near(argument, arguments(schema, place)?),
        ["value ", value, " does not exist on ", ty, ""] => near(value, values(schema, ty)?),
        ["field ", field, " does not exist on ", ty, ""] => near(field, inputs(schema, ty)?),
        ["cannot find type " | "type condition ", ty, _] | ["type condition ", ty, _, _, _] => {
            near(ty, schema.types.keys().map(Name::as_str))
        }
        ["cannot find directive ", directive, _] => {
            near(directive.trim_start_matches('@'), schema.directive_definitions.keys().map(Name::as_str))
        }
        _ => None,
    }
}

fn fields<'a>(schema: &'a Schema, ty: &str) -> Option<Vec<&'a str>> {
    let fields = match schema.types.get(ty)? {
        ExtendedType::Object(object) => &object.fields,
        ExtendedType::Interface(interface) => &interface.fields,
        _ => return None,
    };
    Some(fields.keys().map(Name::as_str).collect())
}

fn inputs<'a>(schema: &'a Schema, ty: &str) -> Option<Vec<&'a str>> {
    Some(schema.get_input_object(ty)?.fields.keys().map(Name::as_str).collect())
}

fn values<'a>(schema: &'a Schema, ty: &str) -> Option<Vec<&'a str>> {
    Some(schema.get_enum(ty)?.values.keys().map(Name::as_str).collect())
}

/// The arguments of `Type.field` or `@directive`.
fn arguments<'a>(schema: &'a Schema, place: &str) -> Option<Vec<&'a str>> {
    let arguments = match place.split_once('.') {
        Some((ty, field)) => &schema.type_field(ty, field).ok()?.arguments,
        None => &schema.directive_definitions.get(place.trim_start_matches('@'))?.arguments,
    };
    Some(arguments.iter().map(|argument| argument.name.as_str()).collect())
}
