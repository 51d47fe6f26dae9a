//! The documents that alone may run, where the operator lists them: the file that tools of code generation write, an object of
//! ids and texts.

use std::collections::HashMap;
use std::fmt;

use apollo_compiler::Schema;
use apollo_compiler::validation::Valid;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};

use super::{Code, Document, DocumentHash, DocumentName, GateError, Limits, Refusal};
use crate::error::AppError;

#[derive(Debug)]
pub(super) struct Listed {
    texts: HashMap<DocumentHash, String>,
    ids: HashMap<String, DocumentHash>,
}

impl Listed {
    /// Reads the list; each of its documents must pass the gate.
    pub(super) fn read(json: &str, schema: &Valid<Schema>, limits: &Limits) -> Result<Self, AppError> {
        let Entries(entries) = serde_json::from_str(json).map_err(|error| AppError::Config(error.to_string()))?;
        if entries.is_empty() {
            return Err(AppError::Config("it lists no document".to_owned()));
        }
        let (mut texts, mut ids) = (HashMap::new(), HashMap::new());
        for (id, text) in entries {
            let wrong = |what: &str| AppError::Config(format!("the document `{id}`{what}"));
            Document::build(schema, &text, limits).map_err(|refusal| wrong(&why(&refusal)))?;
            let hash = DocumentHash::of(&text);
            if id.strip_prefix("sha256:").is_some_and(|hex| DocumentHash::of_hex(hex) != Some(hash)) {
                return Err(wrong(&format!(": the hash of its text is sha256:{hash}")));
            }
            if ids.insert(id.clone(), hash).is_some() {
                return Err(wrong(" is there twice"));
            }
            texts.insert(hash, text);
        }
        Ok(Self { texts, ids })
    }

    /// How many documents it has.
    pub(super) fn len(&self) -> usize {
        self.texts.len()
    }

    /// The hash and the text of the document that a client sends, calls by its name, or both.
    pub(super) fn find(
        &self,
        text: Option<&str>,
        name: Option<&DocumentName>,
    ) -> Result<(DocumentHash, &str), GateError> {
        let called = name.map(|name| self.called(name)).transpose()?;
        let sent = text.map(DocumentHash::of);
        if let (Some(sent), Some(called)) = (sent, called)
            && sent != called
        {
            return Err(GateError::new(Code::BadUserInput, "The document is not the one of this id."));
        }
        let hash = sent.or(called);
        hash.and_then(|hash| Some((hash, self.texts.get(&hash)?.as_str())))
            .ok_or_else(|| GateError::new(Code::Forbidden, "This server runs the documents of its list alone."))
    }

    fn called(&self, name: &DocumentName) -> Result<DocumentHash, GateError> {
        let found = match name {
            DocumentName::Listed(id) => self.ids.get(id).copied(),
            DocumentName::Hash(hash) if self.texts.contains_key(hash) => Some(*hash),
            // Ids may be hashes of what the tool hashed, such as the text before it was printed.
            DocumentName::Hash(hash) => self.ids.get(&hash.to_string()).copied(),
        };
        found.ok_or_else(|| GateError::new(Code::NotFound, "The list of documents has none of this id."))
    }
}

/// Where a document is wrong, and what is.
fn why(refusal: &Refusal) -> String {
    let Refusal::Request(errors) = refusal else { return " may not run".to_owned() };
    let Some(error) = errors.first() else { return " may not run".to_owned() };
    let place = error.locations.first().map(|(line, column)| format!(", line {line}, column {column}"));
    format!("{}: {}", place.unwrap_or_default(), error.message)
}

/// The file's entries, in its order.
struct Entries(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct Reading;

        impl<'de> Visitor<'de> for Reading {
            type Value = Entries;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object of ids and documents")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut read: A) -> Result<Entries, A::Error> {
                let mut entries = Vec::new();
                while let Some(id) = read.next_key::<String>()? {
                    let text = read.next_value().map_err(|error| A::Error::custom(format!("`{id}`: {error}")))?;
                    entries.push((id, text));
                }
                Ok(Entries(entries))
            }
        }

        reader.deserialize_map(Reading)
    }
}
