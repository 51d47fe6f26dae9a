//! The seal: no text that is not meant for a client leaves by an answer of the engine.

use std::collections::BTreeMap;
use std::sync::Arc;

use async_graphql::{PathSegment, Response, ServerError, Value};
use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use crate::domain::access::Denied;
use crate::error::AppError;
use crate::gate::{Code, Denial};
use crate::scalar::fit;
use crate::store::db::{holds_nul, is_late};

/// What a client is told of a fault of ours.
pub const FAULT: &str = "Something went wrong on our side. Tell us the request id, and we can find out what.";

/// What a client is told where the database has too much to do.
pub const LATE: &str = "The database has too much to do to answer in time: come back in a moment.";

/// What a client is told where the clock of the server, or of its log, is ahead.
pub const AHEAD: &str = "The server's clock is ahead of the database's: nothing is written until that is mended.";

/// An answer as it goes out.
#[derive(Debug, Serialize)]
pub struct Sealed {
    /// What went wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Json>,
    /// What was asked.
    pub data: Value,
    /// Cost, denied fields, and whatever the engine adds.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub extensions: BTreeMap<String, Json>,
}

/// How an answer shall look.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The request's id, for faults of ours.
    pub request_id: Arc<str>,
    /// Errors at most, beside those of denied fields.
    pub errors: usize,
    /// Whether denied fields come in the extensions, and not as errors.
    pub denied_apart: bool,
    /// The cost, where it was asked for.
    pub cost: Option<u64>,
}

/// Seals an answer.
pub fn seal(response: Response, denied: &[Denial], wish: &Wish) -> Sealed {
    let mut errors: Vec<Json> =
        response.errors.iter().take(wish.errors).map(|error| seal_error(error, &wish.request_id)).collect();
    let mut extensions: BTreeMap<String, Json> =
        response.extensions.into_iter().filter_map(|(key, value)| Some((key, value.into_json().ok()?))).collect();
    if wish.denied_apart {
        if !denied.is_empty() {
            extensions.insert("denied".to_owned(), denied.iter().map(Denial::to_json).collect());
        }
    } else {
        errors.extend(denied.iter().map(|denial| denial.to_error().to_json()));
    }
    if let Some(cost) = wish.cost {
        extensions.insert("cost".to_owned(), json!({"requested": cost}));
    }
    Sealed { errors, data: response.data, extensions }
}

/// Whether the mutation is being carried out under the same key, so that its outcome is there in a moment.
pub fn is_in_progress(response: &Response) -> bool {
    let in_progress = Value::from(Code::IdempotencyInProgress.word());
    let said = |error: &ServerError| Some(error.extensions.as_ref()?.get("code")? == &in_progress);
    response.errors.iter().any(|error| said(error).unwrap_or(false))
}

/// An error as a client may see it.
fn seal_error(error: &ServerError, request_id: &str) -> Json {
    let mut sealed = Map::new();
    let (code, message, mut extensions) = read(error);
    if code == Code::Internal {
        tracing::error!(request_id, error = %error.message, source = ?error.source::<AppError>(), path = ?error.path, "a resolver failed");
        sealed.insert("message".to_owned(), json!(FAULT));
        extensions.insert("requestId".to_owned(), json!(request_id));
    } else {
        sealed.insert("message".to_owned(), json!(message));
    }
    if !error.path.is_empty() {
        let path = error.path.iter().map(|segment| match segment {
            PathSegment::Field(key) => json!(key),
            PathSegment::Index(index) => json!(index),
        });
        sealed.insert("path".to_owned(), path.collect());
    }
    let mut all = Map::from_iter([("code".to_owned(), json!(code.word()))]);
    all.extend(extensions);
    sealed.insert("extensions".to_owned(), Json::Object(all));
    Json::Object(sealed)
}

/// Whether a write was refused since its moment is ahead of the database's clock.
pub fn is_ahead(error: &ServerError) -> bool {
    matches!(error.source::<AppError>(), Some(AppError::ClockAhead(_)))
}

/// The code of an error, its text, and what else it tells. Whatever says nothing of itself is our own fault.
fn read(error: &ServerError) -> (Code, String, Map<String, Json>) {
    let said = error.extensions.as_ref().and_then(|extensions| match extensions.get("code") {
        Some(Value::String(word)) => Code::of_word(word),
        _ => None,
    });
    if let Some(code) = said {
        let extensions = error.extensions.as_ref().and_then(|extensions| serde_json::to_value(extensions).ok());
        let extensions = match extensions {
            Some(Json::Object(mut extensions)) if code != Code::Internal => {
                extensions.remove("code");
                extensions
            }
            _ => Map::new(),
        };
        return (code, error.message.clone(), extensions);
    }
    if let Some(AppError::BadInput(text)) = error.source::<AppError>() {
        return (Code::BadUserInput, text.clone(), Map::new());
    }
    if is_ahead(error) {
        return (Code::Unavailable, AHEAD.to_owned(), Map::new());
    }
    if let Some(AppError::Database(source)) = error.source::<AppError>() {
        if is_late(source) {
            return (Code::Timeout, LATE.to_owned(), Map::new());
        }
        if holds_nul(source) {
            return (Code::BadUserInput, "No text may hold the character NUL.".to_owned(), Map::new());
        }
    }
    if error.source::<Denied>().is_some() {
        return (Code::Forbidden, error.message.clone(), Map::new());
    }
    // The engine's words about an argument that fits its type alone, and not beside a variable that is null.
    let of_argument = ["Failed to parse \"", "Expected input type \""];
    if error.source.is_none() && of_argument.iter().any(|start| error.message.starts_with(start)) {
        return (Code::BadUserInput, format!("An argument {}.", fit::reworded(&error.message)), Map::new());
    }
    (Code::Internal, String::new(), Map::new())
}
