//! The parameters of a GraphQL request, from a body or from a query string.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::{Map, Value};

use super::count::{Count, Counted};
use crate::gate::{Code, DocumentHash, DocumentName, GateError, JsonMap};

/// What a request may say; anything else is passed over.
const MEMBERS: [&str; 5] = ["query", "documentId", "operationName", "variables", "extensions"];

/// What a request says.
#[derive(Clone, Debug, Default)]
pub struct Params {
    /// The document's text.
    pub query: Option<String>,
    /// What the document is called by: in `documentId`, or in the extension `persistedQuery`.
    pub name: Option<DocumentName>,
    /// The operation to run.
    pub operation: Option<String>,
    /// The variables' values.
    pub variables: JsonMap,
    /// How many values there are in them, and beside them.
    pub values: usize,
}

impl Params {
    /// The parameters of a body with so many values at most.
    pub fn of_body(body: &[u8], most: usize) -> Result<Self, GateError> {
        let count = Count::to(most);
        let mut reader = serde_json::Deserializer::from_slice(body);
        let body = Reading(&count).deserialize(&mut reader).and_then(|body| reader.end().map(|()| body));
        match body.map_err(|error| unread("The body", &error, &count))? {
            Body::Twice(key) => Err(bad(format!("`{key}` is given twice."))),
            Body::Members(members) => Ok(Self { values: count.seen(), ..Self::of_members(members)? }),
            Body::Batch => Err(bad("Batches are not served: send one request at a time.")),
        }
    }

    /// The parameters of a query string with so many values at most; an empty one is an absent one.
    pub fn of_query(pairs: Vec<(String, String)>, most: usize) -> Result<Self, GateError> {
        let count = Count::to(most);
        let mut members = Map::new();
        for (key, text) in pairs {
            if text.is_empty() || !MEMBERS.contains(&key.as_str()) {
                continue;
            }
            let value = if matches!(key.as_str(), "variables" | "extensions") {
                count.read(text.as_bytes()).map_err(|error| unread(&format!("`{key}`"), &error, &count))?
            } else {
                Value::String(text)
            };
            if members.insert(key.clone(), value).is_some() {
                return Err(bad(format!("`{key}` is given twice.")));
            }
        }
        Ok(Self { values: count.seen(), ..Self::of_members(members)? })
    }

    /// The same, of the document of this id.
    pub fn called(mut self, id: &str) -> Result<Self, GateError> {
        let name = of_document_id(id)?;
        if self.name.as_ref().is_some_and(|other| *other != name) {
            return Err(bad("The path and the request name two documents."));
        }
        self.name = Some(name);
        Ok(self)
    }

    /// The same, if it says which document to run.
    pub fn named(self) -> Result<Self, GateError> {
        if self.query.is_none() && self.name.is_none() { Err(bad("`query` is missing.")) } else { Ok(self) }
    }

    fn of_members(mut members: Map<String, Value>) -> Result<Self, GateError> {
        let query = match members.remove("query") {
            Some(Value::String(query)) => Some(query),
            None | Some(Value::Null) => None,
            Some(_) => return Err(bad("`query` must be a string.")),
        };
        let extension = match members.get("extensions") {
            None | Some(Value::Null) => None,
            Some(Value::Object(extensions)) => extensions.get("persistedQuery").map(of_extension).transpose()?,
            Some(_) => return Err(bad("`extensions` must be an object.")),
        };
        let name = match members.get("documentId") {
            None | Some(Value::Null) => extension,
            Some(Value::String(id)) => Some(of_document_id(id)?),
            Some(_) => return Err(bad("`documentId` must be a string.")),
        };
        let operation = match members.remove("operationName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name).filter(|name| !name.is_empty()),
            Some(_) => return Err(bad("`operationName` must be a string.")),
        };
        let variables = match members.remove("variables") {
            None | Some(Value::Null) => JsonMap::new(),
            Some(variables @ Value::Object(_)) => {
                serde_json::from_value(variables).map_err(|_| bad("`variables` cannot be read."))?
            }
            Some(_) => return Err(bad("`variables` must be an object.")),
        };
        Ok(Self { query, name, operation, variables, values: 0 })
    }
}

/// A body of JSON: what it says, each thing once.
enum Body {
    Members(Map<String, Value>),
    Twice(String),
    Batch,
}

/// Reads a body.
struct Reading<'a>(&'a Count);

impl<'de> DeserializeSeed<'de> for Reading<'_> {
    type Value = Body;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Body, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reading<'_> {
    type Value = Body;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut read: A) -> Result<Body, A::Error> {
        let (mut members, mut twice) = (Map::new(), None);
        while let Some(key) = read.next_key::<String>()? {
            let known = MEMBERS.contains(&key.as_str());
            if known && !members.contains_key(&key) {
                members.insert(key, read.next_value_seed(Counted(self.0))?);
            } else {
                read.next_value::<IgnoredAny>()?;
                twice = twice.or_else(|| known.then_some(key));
            }
        }
        Ok(twice.map_or(Body::Members(members), Body::Twice))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut read: A) -> Result<Body, A::Error> {
        while read.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Body::Batch)
    }
}

/// Why a text could not be read.
fn unread(what: &str, error: &serde_json::Error, count: &Count) -> GateError {
    if count.is_over() {
        let message = format!("{what} has too many values: {} are allowed.", count.most());
        return GateError::new(Code::QueryTooComplex, message);
    }
    let place = format!("line {}, column {}", error.line(), error.column());
    bad(match error.classify() {
        Category::Eof => format!("{what} ends before its JSON does ({place})."),
        Category::Data => format!("{what} must be a JSON object."),
        Category::Syntax | Category::Io => format!("{what} is no JSON that can be read ({place})."),
    })
}

/// A hash after `sha256:`; anything else is what a list calls a document.
fn of_document_id(id: &str) -> Result<DocumentName, GateError> {
    let Some(hex) = id.strip_prefix("sha256:") else { return Ok(DocumentName::Listed(id.to_owned())) };
    DocumentHash::of_hex(hex)
        .map(DocumentName::Hash)
        .ok_or_else(|| bad("`documentId` must have 64 hexadecimal digits after `sha256:`."))
}

/// The hash of Apollo's automatic persisted queries; clients of a list send its ids there too.
fn of_extension(extension: &Value) -> Result<DocumentName, GateError> {
    if extension.get("version") != Some(&Value::from(1)) {
        return Err(bad("`persistedQuery` must be of version 1."));
    }
    let hash = extension.get("sha256Hash").and_then(Value::as_str);
    let hash = hash.ok_or_else(|| bad("`persistedQuery.sha256Hash` must be a string."))?;
    Ok(DocumentHash::of_hex(hash).map_or_else(|| DocumentName::Listed(hash.to_owned()), DocumentName::Hash))
}

fn bad(message: impl Into<String>) -> GateError {
    GateError::new(Code::BadUserInput, message)
}
