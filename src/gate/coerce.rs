//! Variables held against their types, by GraphQL's rules of coercion: what does not fit is told in our own words, with its
//! place.

use apollo_compiler::ast::{Type, Value as Literal};
use apollo_compiler::executable::Operation;
use apollo_compiler::response::{JsonMap, JsonValue};
use apollo_compiler::schema::{ExtendedType, InputObjectType};
use apollo_compiler::{Name, Schema};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::domain::text::near;
use crate::scalar::fit;

/// One step on the way to a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Step {
    /// A variable, an argument, or a field of an object.
    Key(String),
    /// A place in a list.
    Index(usize),
}

/// Why a value does not fit its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The way to the value.
    pub path: Vec<Step>,
    /// What is wrong with it, without its place and without a point at the end.
    pub message: String,
    /// The name of the schema that was perhaps meant.
    pub meant: Option<String>,
}

impl Misfit {
    /// The place as text, such as `input.records[3].name`.
    pub fn place(&self) -> String {
        let mut place: Vec<String> = Vec::new();
        for step in &self.path {
            match step {
                Step::Index(index) => place.push(format!("[{index}]")),
                Step::Key(key) if place.is_empty() => place.push(key.clone()),
                Step::Key(key) => place.push(format!(".{key}")),
            }
        }
        place.concat()
    }
}

/// The way to the value that is looked at.
#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    /// A variable or an argument.
    Of(&'a str),
    /// A field of the object at a place.
    Key(&'a Place<'a>, &'a str),
    /// An entry of the list at a place.
    Index(&'a Place<'a>, usize),
}

impl Place<'_> {
    fn path(&self) -> Vec<Step> {
        let (mut path, last) = match self {
            Self::Of(name) => (Vec::new(), Step::Key(fit::cut(name))),
            Self::Key(outer, key) => (outer.path(), Step::Key(fit::cut(key))),
            Self::Index(outer, index) => (outer.path(), Step::Index(*index)),
        };
        path.push(last);
        path
    }

    pub(super) fn wrong(&self, message: impl Into<String>) -> Misfit {
        Misfit { path: self.path(), message: message.into(), meant: None }
    }

    /// The value at this place is not what it must be.
    pub(super) fn misfit(&self, wanted: &str, value: &JsonValue) -> Misfit {
        self.wrong(fit::misfit(wanted, &leaf(value)))
    }
}

/// The values of an operation's variables, with defaults where none are given; values that it does not declare are left out.
pub(super) fn variables(schema: &Schema, operation: &Operation, mut given: JsonMap) -> Result<JsonMap, Misfit> {
    let mut values = JsonMap::new();
    for variable in &operation.variables {
        let place = Place::Of(&variable.name);
        let value = match given.remove(variable.name.as_str()) {
            Some(value) => value,
            None => match &variable.default_value {
                Some(default) => constant(default).ok_or_else(|| place.wrong("has a default that is no constant"))?,
                None if variable.ty.is_non_null() => return Err(place.wrong("is missing")),
                None => continue,
            },
        };
        values.insert(variable.name.as_str(), coerce(schema, &variable.ty, value, &place)?);
    }
    Ok(values)
}

/// The value as its type takes it: one value where a list may stand becomes a list, absent fields get their defaults.
pub fn coerce(schema: &Schema, ty: &Type, value: JsonValue, place: &Place<'_>) -> Result<JsonValue, Misfit> {
    if value.is_null() {
        return if ty.is_non_null() { Err(place.wrong("must not be null")) } else { Ok(value) };
    }
    let name = match ty {
        Type::List(inner) | Type::NonNullList(inner) => {
            let JsonValue::Array(items) = value else {
                return coerce(schema, inner, value, place).map(|item| JsonValue::Array(vec![item]));
            };
            let one = |(index, item)| coerce(schema, inner, item, &Place::Index(place, index));
            return items.into_iter().enumerate().map(one).collect::<Result<_, _>>().map(JsonValue::Array);
        }
        Type::Named(name) | Type::NonNullNamed(name) => name,
    };
    match schema.types.get(name) {
        Some(ExtendedType::InputObject(input)) => object(schema, input, value, place),
        Some(ExtendedType::Enum(values)) => match value.as_str() {
            Some(word) if values.values.contains_key(word) => Ok(value),
            word => {
                let meant = word.and_then(|word| near(word, values.values.keys().map(Name::as_str)));
                let meant = meant.map(ToOwned::to_owned);
                Err(Misfit { meant, ..place.misfit(&format!("a value of {name}"), &value) })
            }
        },
        _ if fit::fits(name, &leaf(&value)) => Ok(value),
        _ => Err(place.misfit(fit::wanted(name), &value)),
    }
}

fn object(schema: &Schema, input: &InputObjectType, value: JsonValue, place: &Place<'_>) -> Result<JsonValue, Misfit> {
    let JsonValue::Object(mut given) = value else {
        return Err(place.misfit(&format!("an object of type {}", input.name), &value));
    };
    if let Some(key) = given
        .keys()
        .map(apollo_compiler::response::serde_json_bytes::ByteString::as_str)
        .find(|key| !input.fields.contains_key(*key))
    {
        let meant = near(key, input.fields.keys().map(Name::as_str)).map(ToOwned::to_owned);
        return Err(Misfit { meant, ..Place::Key(place, key).wrong(format!("is no field of {}", input.name)) });
    }
    if input.is_one_of() && given.len() != 1 {
        return Err(place.wrong(format!("must have exactly one field of {}, and has {}", input.name, given.len())));
    }
    for (key, field) in &input.fields {
        let place = Place::Key(place, key);
        match given.get_mut(key.as_str()) {
            Some(value) if input.is_one_of() && value.is_null() => return Err(place.wrong("must not be null")),
            Some(value) => *value = coerce(schema, &field.ty, std::mem::take(value), &place)?,
            None => match field.default_value.as_ref().and_then(|default| constant(default)) {
                Some(default) => drop(given.insert(key.as_str(), coerce(schema, &field.ty, default, &place)?)),
                None if field.ty.is_non_null() && !input.is_one_of() => return Err(place.wrong("is missing")),
                None => {}
            },
        }
    }
    Ok(JsonValue::Object(given))
}

/// A value as a scalar looks at it: what is in a list or an object does not matter.
pub(super) fn leaf(value: &JsonValue) -> Value {
    match value {
        JsonValue::Null => Value::Null,
        JsonValue::Bool(value) => Value::Bool(*value),
        JsonValue::Number(number) => Value::Number(number.clone()),
        JsonValue::String(text) => Value::String(text.as_str().to_owned()),
        JsonValue::Array(_) => Value::Array(Vec::new()),
        JsonValue::Object(_) => Value::Object(Map::new()),
    }
}

/// A constant of a document as JSON; nothing where it holds a variable, or a number beyond what JSON's are here.
pub(super) fn constant(literal: &Literal) -> Option<JsonValue> {
    Some(match literal {
        Literal::Null => JsonValue::Null,
        Literal::Boolean(value) => JsonValue::Bool(*value),
        Literal::Enum(word) => word.as_str().into(),
        Literal::String(text) => text.as_str().into(),
        Literal::Int(number) => JsonValue::Number(number.as_str().parse().ok()?),
        Literal::Float(number) => JsonValue::Number(number.as_str().parse().ok()?),
        Literal::List(items) => JsonValue::Array(items.iter().map(|item| constant(item)).collect::<Option<_>>()?),
        Literal::Object(fields) => {
            let field =
                |(key, value): &(Name, apollo_compiler::Node<Literal>)| Some((key.as_str().into(), constant(value)?));
            JsonValue::Object(fields.iter().map(field).collect::<Option<_>>()?)
        }
        Literal::Variable(_) => return None,
    })
}
