//! The input held against its schema, by the part of JSON Schema that it uses: what does not fit is told with its place.

use serde_json::{Map, Value};

use super::Failure;
use crate::scalar::fit;

/// Refuses an input that does not fit the schema.
pub(super) fn check(schema: &Value, input: &Value) -> Result<(), Failure> {
    Checker { root: schema }.value(schema, input, "")
}

struct Checker<'a> {
    root: &'a Value,
}

impl Checker<'_> {
    fn value(&self, schema: &Value, value: &Value, path: &str) -> Result<(), Failure> {
        if let Some(pointer) = schema["$ref"].as_str() {
            let name = pointer.rsplit('/').next().unwrap_or_default();
            let definition = self.root.pointer(pointer.trim_start_matches('#')).unwrap_or(&Value::Null);
            return match definition["type"].as_str() {
                Some("object") => self.object(definition, value, path, name),
                _ if definition.get("enum").is_some() => self.value(definition, value, path),
                _ if fit::fits(name, value) && !value.is_null() => Ok(()),
                _ => Err(wrong(path, &fit::misfit(fit::wanted(name), value))),
            };
        }
        if let Some(parts) = schema["allOf"].as_array() {
            return parts.iter().try_for_each(|part| self.value(part, value, path));
        }
        // One type, or null.
        if let Some(any) = schema["anyOf"].as_array() {
            let other = any.iter().find(|part| part["type"] != "null").unwrap_or(&Value::Null);
            return if value.is_null() { Ok(()) } else { self.value(other, value, path) };
        }
        if let Some(words) = schema["enum"].as_array().filter(|words| !words.contains(value)) {
            let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
            return Err(wrong(path, &fit::misfit(&format!("one of {}", words.join(", ")), value)));
        }
        let types = match &schema["type"] {
            Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
            Value::String(name) => vec![name.as_str()],
            _ => Vec::new(),
        };
        if !types.is_empty() && !types.iter().any(|name| is(name, value)) {
            return Err(wrong(path, &fit::misfit(called(types[0]), value)));
        }
        if value.is_null() {
            return Ok(());
        }
        let scalar = match schema["format"].as_str() {
            Some("date") => "Date",
            Some("date-time") => "DateTime",
            _ => "JSON",
        };
        if !fit::fits(scalar, value) {
            return Err(wrong(path, &fit::misfit(fit::wanted(scalar), value)));
        }
        bounds(schema, value, path)?;
        if let Some(items) = value.as_array() {
            let mut items = items.iter().enumerate();
            return items.try_for_each(|(at, item)| self.value(&schema["items"], item, &format!("{path}[{at}]")));
        }
        if value.is_object() { self.object(schema, value, path, "this") } else { Ok(()) }
    }

    fn object(&self, schema: &Value, value: &Value, path: &str, name: &str) -> Result<(), Failure> {
        let Some(fields) = value.as_object() else {
            return Err(wrong(path, &fit::misfit(called("object"), value)));
        };
        let inner = |key: &str| if path.is_empty() { fit::cut(key) } else { format!("{path}.{}", fit::cut(key)) };
        let mut required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        if let Some(missing) = required.find(|key| !fields.contains_key(*key)) {
            return Err(wrong(&inner(missing), "is missing"));
        }
        let none = Map::new();
        let properties = schema["properties"].as_object().unwrap_or(&none);
        fields.iter().try_for_each(|(key, value)| match (properties.get(key), &schema["additionalProperties"]) {
            (Some(schema), _) => self.value(schema, value, &inner(key)),
            (None, Value::Bool(false)) if name == "this" => Err(wrong(&inner(key), "is no key of this object")),
            (None, Value::Bool(false)) => Err(wrong(&inner(key), &format!("is no field of {name}"))),
            (None, Value::Object(_)) => {
                let names = &schema["propertyNames"];
                self.value(names, &Value::String(key.clone()), &inner(key))?;
                self.value(&schema["additionalProperties"], value, &inner(key))
            }
            (None, _) => Ok(()),
        })
    }
}

fn is(ty: &str, value: &Value) -> bool {
    match ty {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        _ => value.is_object(),
    }
}

/// A type of JSON as a sentence names it.
fn called(ty: &str) -> &str {
    match ty {
        "boolean" => "true or false",
        "integer" => "a whole number",
        "number" => "a number",
        "string" => "a string",
        "array" => "a list",
        _ => "an object",
    }
}

/// What is wrong at a place, for whoever typed it.
fn wrong(path: &str, problem: &str) -> Failure {
    let path = if path.is_empty() { "the input" } else { path };
    Failure::usage(format!("{path}: {problem}"))
}

/// Holds a number against the least and the most that its schema states.
fn bounds(schema: &Value, value: &Value, path: &str) -> Result<(), Failure> {
    let Some(number) = value.as_f64() else { return Ok(()) };
    let least = schema["minimum"].as_f64().filter(|&least| number < least);
    let most = schema["maximum"].as_f64().filter(|&most| number > most);
    match least.or(most) {
        None => Ok(()),
        Some(_) => {
            let (least, most) = (&schema["minimum"], &schema["maximum"]);
            Err(wrong(path, &fit::misfit(&format!("from {least} to {most}"), value)))
        }
    }
}
