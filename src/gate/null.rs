//! Null in what a query picks by: it is refused, so that an unset variable never widens an answer.

use apollo_compiler::ast::{Type, Value};
use apollo_compiler::executable::Field;
use apollo_compiler::response::{JsonMap, JsonValue};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{Name, Schema};

use super::GateError;
use super::coerce::{Misfit, Step};

/// Arguments for which null says the same as absence: they pick nothing by themselves.
const NULLABLE: [&str; 7] = ["after", "asOf", "before", "filter", "first", "last", "orderBy"];

/// A place in the arguments of a field where null is refused.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    /// The argument, then fields and places in lists.
    path: Vec<Step>,
    value: Given,
}

/// What stands at the place.
#[derive(Clone, Debug)]
enum Given {
    /// Null itself.
    Null,
    /// A variable, used as a value of this type; whether it may be null as a whole.
    Variable { name: Name, ty: Type, nullable: bool },
}

/// The places of a field that is selected on this type. What mutations write may be null: null clears there.
pub(super) fn spots(schema: &Schema, parent: &Name, field: &Field) -> Vec<Spot> {
    let mut spots = Vec::new();
    if schema.schema_definition.mutation.as_ref().is_some_and(|root| root.as_str() == parent.as_str())
        || parent.starts_with("__")
    {
        return spots;
    }
    for argument in &field.arguments {
        let Some(definition) = field.definition.argument_by_name(&argument.name) else { continue };
        let nullable = NULLABLE.contains(&argument.name.as_str());
        of_value(
            schema,
            &definition.ty,
            &argument.value,
            (vec![Step::Key(argument.name.to_string())], nullable),
            &mut spots,
        );
    }
    spots
}

fn of_value(schema: &Schema, ty: &Type, value: &Value, (path, nullable): (Vec<Step>, bool), spots: &mut Vec<Spot>) {
    match value {
        Value::Null if nullable => {}
        Value::Null => spots.push(Spot { path, value: Given::Null }),
        Value::Variable(name) => {
            spots.push(Spot { path, value: Given::Variable { name: name.clone(), ty: ty.clone(), nullable } });
        }
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                of_value(schema, ty.item_type(), item, (with(&path, Step::Index(index)), false), spots);
            }
        }
        Value::Object(fields) => {
            let Some(input) = schema.types.get(ty.inner_named_type()).and_then(ExtendedType::as_input_object) else {
                return;
            };
            for (key, given) in fields {
                if let Some(definition) = input.fields.get(key) {
                    of_value(schema, &definition.ty, given, (with(&path, Step::Key(key.to_string())), false), spots);
                }
            }
        }
        _ => {}
    }
}

fn with(path: &[Step], step: Step) -> Vec<Step> {
    path.iter().cloned().chain([step]).collect()
}

/// Refuses the first place that is null with these variables. A variable that is left out is an argument left out.
pub(super) fn check(schema: &Schema, spots: &[Spot], variables: &JsonMap) -> Result<(), GateError> {
    for spot in spots {
        let null = match &spot.value {
            Given::Null => Some(spot.path.clone()),
            Given::Variable { name, ty, nullable } => variables
                .get(name.as_str())
                .and_then(|value| null_in(schema, ty, value, (spot.path.clone(), *nullable))),
        };
        if let Some(path) = null {
            let message = "must not be null: leave it out where nothing is to be picked by it".to_owned();
            return Err(GateError::of_misfit("", &Misfit { path, message, meant: None }, false));
        }
    }
    Ok(())
}

/// The path to the first null in a coerced value.
fn null_in(schema: &Schema, ty: &Type, value: &JsonValue, (path, nullable): (Vec<Step>, bool)) -> Option<Vec<Step>> {
    match value {
        JsonValue::Null => (!nullable).then_some(path),
        JsonValue::Array(items) => items
            .iter()
            .enumerate()
            .find_map(|(index, item)| null_in(schema, ty.item_type(), item, (with(&path, Step::Index(index)), false))),
        JsonValue::Object(fields) => {
            let input = schema.types.get(ty.inner_named_type()).and_then(ExtendedType::as_input_object)?;
            fields.iter().find_map(|(key, given)| {
                let definition = input.fields.get(key.as_str())?;
                null_in(schema, &definition.ty, given, (with(&path, Step::Key(key.as_str().to_owned())), false))
            })
        }
        _ => None,
    }
}
