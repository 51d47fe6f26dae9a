//! How long the lists and texts may be by which a query picks: an engine takes no expression of any size.

use apollo_compiler::ast::Value;
use apollo_compiler::executable::Field as Selected;
use apollo_compiler::response::{JsonMap, JsonValue};
use apollo_compiler::schema::ExtendedType;
use apollo_compiler::{Name, Node, Schema};

use super::{Code, GateError};
use crate::domain::bounds::{COMPARED, VALUES, of_argument};

/// An argument that is a list, or an object such as a filter.
#[derive(Clone, Debug)]
pub(super) struct Given {
    name: Name,
    value: Node<Value>,
}

/// Those of a field that is selected on this type. A mutation says itself what is wrong with its input, and `nodes` with its ids.
pub(super) fn given(schema: &Schema, parent: &Name, field: &Selected) -> Vec<Given> {
    let writes = schema.schema_definition.mutation.as_ref().is_some_and(|root| **root == *parent);
    if writes || parent.starts_with("__") {
        return Vec::new();
    }
    let bounded = |name: &Name| {
        let ty = &field.definition.argument_by_name(name)?.ty;
        let object = matches!(schema.types.get(ty.inner_named_type()), Some(ExtendedType::InputObject(_)));
        (name != "ids" && (object || ty.is_list())).then_some(())
    };
    let arguments = field.arguments.iter().filter(|argument| bounded(&argument.name).is_some());
    arguments.map(|argument| Given { name: argument.name.clone(), value: argument.value.clone() }).collect()
}

/// Refuses an argument that holds too much with these variables.
pub(super) fn check(given: &[Given], variables: &JsonMap) -> Result<(), GateError> {
    for argument in given {
        let mut size = Size { path: vec![argument.name.to_string()], values: 0, variables };
        size.document(&argument.value)?;
    }
    Ok(())
}

struct Size<'a> {
    path: Vec<String>,
    values: usize,
    variables: &'a JsonMap,
}

impl Size<'_> {
    fn document(&mut self, value: &Value) -> Result<(), GateError> {
        match value {
            Value::Variable(name) => {
                let variables = self.variables;
                variables.get(name.as_str()).map_or(Ok(()), |value| self.json(value))
            }
            Value::List(items) => {
                self.list(items.len())?;
                items.iter().enumerate().try_for_each(|(at, item)| self.at(at.to_string(), |size| size.document(item)))
            }
            Value::Object(fields) => {
                self.one()?;
                fields.iter().try_for_each(|(key, value)| self.at(key.to_string(), |size| size.document(value)))
            }
            Value::String(text) => self.text(text),
            _ => self.one(),
        }
    }

    fn json(&mut self, value: &JsonValue) -> Result<(), GateError> {
        match value {
            JsonValue::Array(items) => {
                self.list(items.len())?;
                items.iter().enumerate().try_for_each(|(at, item)| self.at(at.to_string(), |size| size.json(item)))
            }
            JsonValue::Object(fields) => {
                self.one()?;
                fields.iter().try_for_each(|(key, value)| self.at(key.as_str().to_owned(), |size| size.json(value)))
            }
            JsonValue::String(text) => self.text(text.as_str()),
            _ => self.one(),
        }
    }

    fn at(&mut self, key: String, check: impl FnOnce(&mut Self) -> Result<(), GateError>) -> Result<(), GateError> {
        self.path.push(key);
        check(self)?;
        self.path.pop();
        Ok(())
    }

    fn list(&self, entries: usize) -> Result<(), GateError> {
        let name = self.path.iter().rfind(|key| key.parse::<usize>().is_err());
        let most = of_argument(name.map_or("", String::as_str));
        if entries <= most {
            Ok(())
        } else {
            Err(self.refused(&format!("has {entries} entries, and {most} are allowed")))
        }
    }

    fn text(&mut self, text: &str) -> Result<(), GateError> {
        // No text has more characters than bytes.
        if text.len() > COMPARED && text.chars().count() > COMPARED {
            let characters = text.chars().count();
            return Err(self.refused(&format!("has {characters} characters, and {COMPARED} are allowed")));
        }
        self.one()
    }

    fn one(&mut self) -> Result<(), GateError> {
        self.values += 1;
        if self.values <= VALUES {
            return Ok(());
        }
        self.path.truncate(1);
        Err(self.refused(&format!("has more than {VALUES} values in all")))
    }

    fn refused(&self, what: &str) -> GateError {
        GateError::new(Code::BadUserInput, format!("`{}` {what}.", self.path.join(".")))
    }
}
