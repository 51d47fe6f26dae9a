//! Values that stand in a document for the schema's own scalars: the validator takes any.

use apollo_compiler::ast::{Type, Value};
use apollo_compiler::executable::{Field, Selection, SelectionSet};
use apollo_compiler::parser::SourceSpan;
use apollo_compiler::response::{JsonMap, JsonValue};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{ExecutableDocument, Node, Schema};

use super::coerce::{Misfit, Place, constant, leaf};
use super::{GateError, Refusal};
use crate::scalar::fit;

type Wrong = Box<(Misfit, Option<SourceSpan>)>;

/// Refuses a document with a value that does not fit its scalar.
pub(super) fn check(schema: &Schema, document: &ExecutableDocument) -> Result<(), Refusal> {
    let operations = document.operations.iter().map(|operation| &operation.selection_set);
    let fragments = document.fragments.values().map(|fragment| &fragment.selection_set);
    let wrong = operations.chain(fragments).try_for_each(|set| selections(schema, set));
    wrong.map_err(|wrong| GateError::of_misfit("", &wrong.0, false).located(wrong.1, &document.sources).into())
}

fn selections(schema: &Schema, set: &SelectionSet) -> Result<(), Wrong> {
    set.selections.iter().try_for_each(|selection| match selection {
        Selection::Field(field) => {
            arguments(schema, field)?;
            field.selection_set.as_ref().map_or(Ok(()), |set| selections(schema, set))
        }
        Selection::InlineFragment(fragment) => selections(schema, &fragment.selection_set),
        Selection::FragmentSpread(_) => Ok(()),
    })
}

fn arguments(schema: &Schema, field: &Field) -> Result<(), Wrong> {
    field.arguments.iter().try_for_each(|argument| match field.definition.argument_by_name(&argument.name) {
        Some(definition) => value(schema, &definition.ty, &argument.value, &Place::Of(&argument.name)),
        None => Ok(()),
    })
}

fn value(schema: &Schema, ty: &Type, given: &Node<Value>, place: &Place<'_>) -> Result<(), Wrong> {
    let name = ty.inner_named_type();
    match (&**given, schema.types.get(name)) {
        (Value::Null | Value::Variable(_), _) => Ok(()),
        (Value::List(items), _) if ty.is_list() => {
            let mut items = items.iter().enumerate();
            items.try_for_each(|(index, item)| value(schema, ty.item_type(), item, &Place::Index(place, index)))
        }
        (_, _) if ty.is_list() => value(schema, ty.item_type(), given, place),
        (Value::Object(fields), Some(ExtendedType::InputObject(input))) => {
            fields.iter().try_for_each(|(key, inner)| {
                let ty = input.fields.get(key).map(|field| &field.ty);
                ty.map_or(Ok(()), |ty| value(schema, ty, inner, &Place::Key(place, key)))
            })
        }
        (literal, Some(ExtendedType::Scalar(scalar))) if !scalar.is_built_in() => {
            // What holds variables has no value yet: only a scalar that takes any value takes it.
            let json = constant(literal).unwrap_or(JsonValue::Object(JsonMap::new()));
            let fits = !matches!(literal, Value::Enum(_)) && fit::fits(name, &leaf(&json));
            if fits { Ok(()) } else { Err(Box::new((place.misfit(fit::wanted(name), &json), given.location()))) }
        }
        _ => Ok(()),
    }
}
