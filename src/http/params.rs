//! The parameters of a GraphQL request, from a body or from a query string.

use serde_json::{Map, Value};

use crate::gate::{Code, GateError, JsonMap};

/// What a request says.
#[derive(Clone, Debug, Default)]
pub struct Params {
    /// The document.
    pub query: String,
    /// The operation to run.
    pub operation: Option<String>,
    /// The variables' values.
    pub variables: JsonMap,
}

impl Params {
    /// The parameters of a body.
    pub fn of_body(body: &[u8]) -> Result<Self, GateError> {
        let body: Value =
            serde_json::from_slice(body).map_err(|error| bad(format!("The body is no JSON: {error}.")))?;
        match body {
            Value::Object(members) => Self::of_members(members),
            Value::Array(_) => Err(bad("Batches are not served: send one request at a time.")),
            _ => Err(bad("The body must be a JSON object.")),
        }
    }

    /// The parameters of a query string; an empty one is an absent one.
    pub fn of_query(pairs: Vec<(String, String)>) -> Result<Self, GateError> {
        let mut members = Map::new();
        for (key, text) in pairs {
            if text.is_empty() || !matches!(key.as_str(), "query" | "operationName" | "variables" | "extensions") {
                continue;
            }
            let value = if matches!(key.as_str(), "variables" | "extensions") {
                serde_json::from_str(&text).map_err(|error| bad(format!("`{key}` is no JSON: {error}.")))?
            } else {
                Value::String(text)
            };
            if members.insert(key.clone(), value).is_some() {
                return Err(bad(format!("`{key}` is given twice.")));
            }
        }
        Self::of_members(members)
    }

    fn of_members(mut members: Map<String, Value>) -> Result<Self, GateError> {
        let query = match members.remove("query") {
            Some(Value::String(query)) => query,
            Some(_) => return Err(bad("`query` must be a string.")),
            None => return Err(bad("`query` is missing.")),
        };
        let operation = match members.remove("operationName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name).filter(|name| !name.is_empty()),
            Some(_) => return Err(bad("`operationName` must be a string.")),
        };
        let variables = match members.remove("variables") {
            None | Some(Value::Null) => JsonMap::new(),
            Some(variables @ Value::Object(_)) => serde_json::from_value(variables)
                .map_err(|error| bad(format!("`variables` cannot be read: {error}.")))?,
            Some(_) => return Err(bad("`variables` must be an object.")),
        };
        match members.get("extensions") {
            None | Some(Value::Null | Value::Object(_)) => Ok(Self { query, operation, variables }),
            Some(_) => Err(bad("`extensions` must be an object.")),
        }
    }
}

fn bad(message: impl Into<String>) -> GateError {
    GateError::new(Code::BadUserInput, message)
}
