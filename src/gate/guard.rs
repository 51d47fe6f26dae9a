//! Filters and orders by scoped fields: found in the document's values and in the variables'.

use std::collections::BTreeSet;

use apollo_compiler::ast::{Type, Value};
use apollo_compiler::executable::Operation;
use apollo_compiler::response::{JsonMap, JsonValue};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{Name, Schema};

use super::plan::Guard;
use super::{Code, GateError};
use crate::domain::access::{Group, Rights, enum_value_group, input_group};

/// The input types through which a scoped field can be named.
#[derive(Debug, Default)]
pub(super) struct Guarded(BTreeSet<Name>);

impl Guarded {
    /// Those of the schema.
    pub(super) fn of(schema: &Schema) -> Self {
        let mut found: BTreeSet<Name> = BTreeSet::new();
        for (name, ty) in &schema.types {
            let guarded = match ty {
                ExtendedType::InputObject(input) => input.fields.keys().any(|field| input_group(name, field).is_some()),
                ExtendedType::Enum(values) => values.values.keys().any(|value| enum_value_group(name, value).is_some()),
                _ => false,
            };
            if guarded {
                found.insert(name.clone());
            }
        }
        // Whatever holds a guarded type is guarded itself.
        loop {
            let more: Vec<Name> = schema
                .types
                .iter()
                .filter(|(name, _)| !found.contains(*name))
                .filter_map(|(name, ty)| Some((name, ty.as_input_object()?)))
                .filter(|(_, input)| input.fields.values().any(|field| found.contains(field.ty.inner_named_type())))
                .map(|(name, _)| name.clone())
                .collect();
            if more.is_empty() {
                return Self(found);
            }
            found.extend(more);
        }
    }

    /// Refuses variables that filter or order by what the viewer may not read.
    pub(super) fn check(
        &self,
        schema: &Schema,
        operation: &Operation,
        variables: &JsonMap,
        rights: &Rights,
    ) -> Result<(), GateError> {
        for variable in &operation.variables {
            if !self.0.contains(variable.ty.inner_named_type()) {
                continue;
            }
            let Some(value) = variables.get(variable.name.as_str()) else { continue };
            let mut groups = Vec::new();
            of_json(schema, &variable.ty, value, &mut groups);
            if let Some(group) = groups.into_iter().find(|&group| !rights.may_read(group)) {
                return Err(refused(group));
            }
        }
        Ok(())
    }
}

/// The error of a filter or order by a field of this group.
pub(super) fn refused(group: Group) -> GateError {
    let requirement = group.requirement();
    GateError::new(Code::Forbidden, format!("To filter or order by this needs one of the roles {requirement}."))
        .requiring(requirement)
}

/// The guards of a value in the document.
pub(super) fn of_value(schema: &Schema, ty: &Type, value: &Value) -> Vec<Guard> {
    let mut guards = Vec::new();
    collect(schema, ty, value, &mut guards);
    guards
}

fn collect(schema: &Schema, ty: &Type, value: &Value, guards: &mut Vec<Guard>) {
    let name = ty.inner_named_type();
    match value {
        Value::List(items) => items.iter().for_each(|item| collect(schema, ty, item, guards)),
        Value::Enum(word) => {
            guards.extend(enum_value_group(name, word).map(|group| Guard { group, unless_absent: None }));
        }
        Value::Object(fields) => {
            let Some(input) = schema.types.get(name).and_then(ExtendedType::as_input_object) else { return };
            for (key, given) in fields {
                if let Some(group) = input_group(name, key) {
                    let unless_absent = match &**given {
                        Value::Variable(variable) => Some(variable.clone()),
                        _ => None,
                    };
                    guards.push(Guard { group, unless_absent });
                }
                if let Some(definition) = input.fields.get(key) {
                    collect(schema, &definition.ty, given, guards);
                }
            }
        }
        _ => {}
    }
}

fn of_json(schema: &Schema, ty: &Type, value: &JsonValue, groups: &mut Vec<Group>) {
    let name = ty.inner_named_type();
    match value {
        JsonValue::Array(items) => items.iter().for_each(|item| of_json(schema, ty, item, groups)),
        JsonValue::String(word) => groups.extend(enum_value_group(name, word.as_str())),
        JsonValue::Object(fields) => {
            let Some(input) = schema.types.get(name).and_then(ExtendedType::as_input_object) else { return };
            for (key, given) in fields {
                groups.extend(input_group(name, key.as_str()));
                if let Some(definition) = input.fields.get(key.as_str()) {
                    of_json(schema, &definition.ty, given, groups);
                }
            }
        }
        _ => {}
    }
}
