//! What the validator lets pass and the engine or the specification does not: empty selections, and an input object
//! that names a field twice; and texts with the character NUL.

use std::collections::HashSet;

use apollo_compiler::Node;
use apollo_compiler::ast::{Argument, Definition, DirectiveList, Document, Selection, Value};
use apollo_compiler::parser::SourceSpan;

use super::{Code, GateError};

/// What is said of a text with the character NUL.
pub(super) const NO_NUL: &str = "No text may hold the character NUL.";

/// Refuses a document with an empty selection, or with a field given twice in an input object.
pub(super) fn check(document: &Document) -> Result<(), GateError> {
    document
        .definitions
        .iter()
        .try_for_each(definition)
        .map_err(|(code, message, span)| GateError::new(code, message).located(span, &document.sources))
}

type Wrong = (Code, String, Option<SourceSpan>);

fn definition(definition: &Definition) -> Result<(), Wrong> {
    match definition {
        Definition::OperationDefinition(operation) => {
            for variable in &operation.variables {
                directives(&variable.directives)?;
                variable.default_value.as_ref().map_or(Ok(()), value)?;
            }
            directives(&operation.directives)?;
            selections(&operation.selection_set, operation.location())
        }
        Definition::FragmentDefinition(fragment) => {
            directives(&fragment.directives)?;
            selections(&fragment.selection_set, fragment.location())
        }
        _ => Ok(()),
    }
}

fn selections(set: &[Selection], span: Option<SourceSpan>) -> Result<(), Wrong> {
    if set.is_empty() {
        return Err((Code::ParseFailed, "syntax error: a selection needs at least one field".to_owned(), span));
    }
    for selection in set {
        match selection {
            Selection::Field(field) => {
                arguments(&field.arguments)?;
                directives(&field.directives)?;
                if let Some(set) = field.selection_set.as_deref() {
                    selections(set, field.location())?;
                }
            }
            Selection::FragmentSpread(spread) => directives(&spread.directives)?,
            Selection::InlineFragment(fragment) => {
                directives(&fragment.directives)?;
                selections(&fragment.selection_set, fragment.location())?;
            }
        }
    }
    Ok(())
}

fn directives(list: &DirectiveList) -> Result<(), Wrong> {
    list.iter().try_for_each(|directive| arguments(&directive.arguments))
}

fn arguments(list: &[Node<Argument>]) -> Result<(), Wrong> {
    list.iter().try_for_each(|argument| value(&argument.value))
}

fn value(given: &Node<Value>) -> Result<(), Wrong> {
    match given.as_ref() {
        // PostgreSQL stores it in no text, and would end the whole transaction of the request.
        Value::String(text) if text.contains('\0') => Err((Code::BadUserInput, NO_NUL.to_owned(), given.location())),
        Value::List(items) => items.iter().try_for_each(value),
        Value::Object(fields) => {
            let mut seen = HashSet::with_capacity(fields.len());
            if let Some((twice, _)) = fields.iter().find(|(name, _)| !seen.insert(name.as_str())) {
                let message = format!("there can be only one input field named `{twice}`");
                return Err((Code::ValidationFailed, message, twice.location()));
            }
            fields.iter().try_for_each(|(_, field)| value(field))
        }
        _ => Ok(()),
    }
}
