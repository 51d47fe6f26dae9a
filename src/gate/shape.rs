//! What the validator lets pass and the engine or the specification does not: empty selections, and an input object
//! that names a field twice.

use apollo_compiler::Node;
use apollo_compiler::ast::{Argument, Definition, DirectiveList, Document, Selection, Value};

use super::{Code, GateError};

/// Refuses a document with an empty selection, or with a field given twice in an input object.
pub(super) fn check(document: &Document) -> Result<(), GateError> {
    for definition in &document.definitions {
        match definition {
            Definition::OperationDefinition(operation) => {
                for variable in &operation.variables {
                    directives(&variable.directives)?;
                    variable.default_value.as_deref().map_or(Ok(()), value)?;
                }
                directives(&operation.directives)?;
                selections(&operation.selection_set)?;
            }
            Definition::FragmentDefinition(fragment) => {
                directives(&fragment.directives)?;
                selections(&fragment.selection_set)?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn selections(set: &[Selection]) -> Result<(), GateError> {
    if set.is_empty() {
        return Err(GateError::new(Code::ParseFailed, "syntax error: a selection needs at least one field"));
    }
    for selection in set {
        match selection {
            Selection::Field(field) => {
                arguments(&field.arguments)?;
                directives(&field.directives)?;
                field.selection_set.as_deref().map_or(Ok(()), selections)?;
            }
            Selection::FragmentSpread(spread) => directives(&spread.directives)?,
            Selection::InlineFragment(fragment) => {
                directives(&fragment.directives)?;
                selections(&fragment.selection_set)?;
            }
        }
    }
    Ok(())
}

fn directives(list: &DirectiveList) -> Result<(), GateError> {
    list.iter().try_for_each(|directive| arguments(&directive.arguments))
}

fn arguments(list: &[Node<Argument>]) -> Result<(), GateError> {
    list.iter().try_for_each(|argument| value(&argument.value))
}

fn value(given: &Value) -> Result<(), GateError> {
    match given {
        Value::List(items) => items.iter().try_for_each(|item| value(item)),
        Value::Object(fields) => {
            let mut names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
            names.sort_unstable();
            if let Some((twice, _)) = names.iter().zip(names.iter().skip(1)).find(|(name, next)| name == next) {
                let message = format!("there can be only one input field named `{twice}`");
                return Err(GateError::new(Code::ValidationFailed, message));
            }
            fields.iter().try_for_each(|(_, field)| value(field))
        }
        _ => Ok(()),
    }
}
