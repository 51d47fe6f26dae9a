//! Fields that read an account as it stood at a moment of the past: each such state is made for the request.

use std::collections::HashSet;

use apollo_compiler::ast::Value;
use apollo_compiler::executable::Field as Selected;
use apollo_compiler::response::{JsonMap, JsonValue};
use apollo_compiler::{Name, Node};
use chrono::DateTime;

use super::times::Read;

/// What the state of one account at one moment costs, in objects.
pub(super) const STATE: u64 = 500;

/// Whether a field reads a state of the past.
#[derive(Clone, Debug)]
pub(super) enum AsOf {
    /// It reads where the field above does.
    Inherited,
    /// It may say the moment itself: the account that it names, and when.
    Said { of: Option<Node<Value>>, at: Node<Value> },
    /// It leads to another account, at the same moment.
    Another,
}

impl AsOf {
    pub(super) fn of(parent: &Name, field: &Selected) -> Self {
        if let Some(at) = field.specified_argument_by_name("asOf") {
            return Self::Said { of: field.specified_argument_by_name("by").cloned(), at: at.clone() };
        }
        if parent == "Account" && field.name == "parent" { Self::Another } else { Self::Inherited }
    }
}

/// An account at a moment: how it is named, when, and how many parents above.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct State {
    of: String,
    at: String,
    above: usize,
}

/// The states that a request reads.
#[derive(Debug, Default)]
pub(super) struct States(HashSet<State>);

impl States {
    /// The state that a field reads, and whether no field before it did.
    pub(super) fn read(&mut self, field: &AsOf, above: Option<&State>, variables: &JsonMap) -> Option<(State, bool)> {
        let state = match field {
            AsOf::Inherited => return Some((above?.clone(), false)),
            AsOf::Said { of, at } => {
                let at = moment(Read::of(at, variables)?);
                let mut named = String::new();
                if let Some(of) = of {
                    write(of, variables, &mut named);
                }
                State { of: named, at, above: 0 }
            }
            AsOf::Another => State { above: above?.above + 1, ..above?.clone() },
        };
        let new = self.0.insert(state.clone());
        Some((state, new))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// A moment in one spelling.
fn moment(said: Read<'_>) -> String {
    let text = said.text().unwrap_or_default();
    DateTime::parse_from_rfc3339(text).map_or_else(|_| text.to_owned(), |at| at.timestamp_micros().to_string())
}

/// A value in one spelling, whether it comes by a variable or not.
fn write(value: &Value, variables: &JsonMap, out: &mut String) {
    match value {
        Value::Variable(name) => {
            if let Some(value) = variables.get(name.as_str()) {
                out.push_str(&value.to_string());
            }
        }
        Value::String(text) => out.push_str(&JsonValue::from(text.as_str()).to_string()),
        Value::Object(fields) => {
            out.push('{');
            for (name, value) in fields {
                out.push_str(&JsonValue::from(name.as_str()).to_string());
                out.push(':');
                write(value, variables, out);
            }
            out.push('}');
        }
        other => out.push_str(&other.to_string()),
    }
}
