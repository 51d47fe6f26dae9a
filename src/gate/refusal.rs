//! What the gate answers to a request that may not run, and the codes of all errors.

use apollo_compiler::parser::{SourceMap, SourceSpan};
use apollo_compiler::response::{GraphQLError, ResponseDataPathSegment};
use serde_json::{Map, Value, json};

use super::coerce::{Misfit, Step};
use super::words;
use crate::domain::access::Requirement;

/// What kind of error it is; `extensions.code` of every error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// The document is no GraphQL, or nests too deep.
    ParseFailed,
    /// The document does not fit the schema.
    ValidationFailed,
    /// A value is not what it must be.
    BadUserInput,
    /// There is no valid token.
    Unauthenticated,
    /// The viewer may not.
    Forbidden,
    /// There is no such thing.
    NotFound,
    /// Somebody else was first.
    Conflict,
    /// Too many requests.
    RateLimited,
    /// The request asks for too much at once.
    QueryTooComplex,
    /// A page is outside of what is allowed.
    PageSize,
    /// The log has no such entry at that place.
    PositionUnknown,
    /// The same idempotency key is being worked on.
    IdempotencyInProgress,
    /// The idempotency key was used for something else.
    IdempotencyKeyReused,
    /// No document of this hash is kept: send its text along.
    PersistedQueryNotFound,
    /// It took too long.
    Timeout,
    /// The answer would be larger than it may be.
    AnswerTooLarge,
    /// It cannot be done at present; nothing was written.
    Unavailable,
    /// Our own fault.
    Internal,
}

impl Code {
    /// Every code, in the order of its declaration.
    pub const ALL: &'static [Self] = &[
        Self::ParseFailed,
        Self::ValidationFailed,
        Self::BadUserInput,
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::Conflict,
        Self::RateLimited,
        Self::QueryTooComplex,
        Self::PageSize,
        Self::PositionUnknown,
        Self::IdempotencyInProgress,
        Self::IdempotencyKeyReused,
        Self::PersistedQueryNotFound,
        Self::Timeout,
        Self::AnswerTooLarge,
        Self::Unavailable,
        Self::Internal,
    ];

    /// The word on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ParseFailed => "GRAPHQL_PARSE_FAILED",
            Self::ValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::Conflict => "CONFLICT",
            Self::RateLimited => "RATE_LIMITED",
            Self::QueryTooComplex => "QUERY_TOO_COMPLEX",
            Self::PageSize => "PAGE_SIZE",
            Self::PositionUnknown => "POSITION_UNKNOWN",
            Self::IdempotencyInProgress => "IDEMPOTENCY_IN_PROGRESS",
            Self::IdempotencyKeyReused => "IDEMPOTENCY_KEY_REUSED",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::Timeout => "TIMEOUT",
            Self::AnswerTooLarge => "ANSWER_TOO_LARGE",
            Self::Unavailable => "UNAVAILABLE",
            Self::Internal => "INTERNAL_SERVER_ERROR",
        }
    }

    /// The code of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.word() == word)
    }
}

/// Characters of a message of the validator, which may repeat what the client sent.
const LONGEST: usize = 500;

/// An error of the gate, as it stands in an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GateError {
    /// What kind it is.
    pub code: Code,
    /// In one sentence.
    pub message: String,
    /// Lines and columns of the client's document.
    pub locations: Vec<(usize, usize)>,
    /// The keys that lead to the field, `@` for each list.
    pub path: Vec<String>,
    /// What the viewer would need.
    pub requires: Option<Box<Requirement>>,
    /// The way to a value that is not what it must be: a variable or an argument, then keys and places in lists.
    pub input: Vec<Step>,
}

impl GateError {
    /// An error without a place.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            locations: Vec::new(),
            path: Vec::new(),
            requires: None,
            input: Vec::new(),
        }
    }

    /// The error of a value that does not fit its type.
    pub(super) fn of_misfit(before: &str, misfit: &Misfit, helps: bool) -> Self {
        let mut message: String =
            format!("`{before}{}` {}", misfit.place(), misfit.message).chars().take(LONGEST).collect();
        message.push('.');
        if let Some(meant) = misfit.meant.as_ref().filter(|_| helps) {
            message = format!("{message} Did you mean `{meant}`?");
        }
        Self { input: misfit.path.clone(), ..Self::new(Code::BadUserInput, message) }
    }

    /// The same error, of a field.
    #[must_use]
    pub fn at(mut self, path: Vec<String>) -> Self {
        self.path = path;
        self
    }

    /// The same error, of a place in the client's document.
    #[must_use]
    pub(super) fn located(mut self, span: Option<SourceSpan>, sources: &SourceMap) -> Self {
        let place = span.and_then(|span| span.line_column(sources));
        self.locations.extend(place.map(|at| (at.line, at.column)));
        self
    }

    /// The same error, with what the viewer would need.
    #[must_use]
    pub fn requiring(mut self, requirement: Requirement) -> Self {
        self.requires = Some(Box::new(requirement));
        self
    }

    pub(super) fn of_diagnostic(code: Code, found: &GraphQLError) -> Self {
        let key = |segment: &ResponseDataPathSegment| match segment {
            ResponseDataPathSegment::Field(name) => name.to_string(),
            ResponseDataPathSegment::ListIndex(index) => index.to_string(),
        };
        Self {
            code,
            message: words::ours(&found.message).chars().take(LONGEST).collect(),
            locations: found.locations.iter().map(|at| (at.line, at.column)).collect(),
            path: found.path.iter().map(key).collect(),
            requires: None,
            input: Vec::new(),
        }
    }

    /// The error as it stands in an answer.
    pub fn to_json(&self) -> Value {
        let mut error = Map::new();
        error.insert("message".to_owned(), json!(self.message));
        if !self.locations.is_empty() {
            let locations: Vec<Value> =
                self.locations.iter().map(|(line, column)| json!({"line": line, "column": column})).collect();
            error.insert("locations".to_owned(), Value::from(locations));
        }
        if !self.path.is_empty() {
            error.insert("path".to_owned(), json!(self.path));
        }
        let mut extensions = json!({"code": self.code.word()});
        if let Some(requirement) = &self.requires {
            extensions["requires"] = requires(requirement);
        }
        if !self.input.is_empty() {
            extensions["input"] = json!(self.input);
        }
        error.insert("extensions".to_owned(), extensions);
        Value::Object(error)
    }
}

/// A field that the viewer may not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// The keys that lead to it, `@` for each list.
    pub path: Vec<String>,
    /// What the viewer would need.
    pub requires: Requirement,
}

impl Denial {
    /// The denial as an error.
    pub fn to_error(&self) -> GateError {
        GateError::new(Code::Forbidden, format!("This field needs one of the roles {}.", self.requires))
            .at(self.path.clone())
            .requiring(self.requires.clone())
    }

    /// The denial as an entry of `extensions.denied`.
    pub fn to_json(&self) -> Value {
        json!({"path": self.path, "requires": requires(&self.requires)})
    }
}

fn requires(requirement: &Requirement) -> Value {
    let roles: Vec<String> = requirement.any_of.iter().map(|role| role.word()).collect();
    let mut value = json!({"anyOf": roles});
    if let Some(scope) = &requirement.scope {
        value["scope"] = json!(scope);
    }
    value
}

/// Why a request does not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A request error: the answer has no data.
    Request(Vec<GateError>),
    /// A mutation over GET.
    MutationOverGet,
    /// Mutations that the viewer may never do: none ran, every root key is null.
    Mutations {
        /// The response keys of the root fields, in order; those of `__typename` are marked.
        keys: Vec<(String, bool)>,
        /// One error for each.
        errors: Vec<GateError>,
    },
}

impl From<GateError> for Refusal {
    fn from(error: GateError) -> Self {
        Self::Request(vec![error])
    }
}

#[cfg(test)]
mod tests {
    use super::Code;

    #[test]
    fn the_page_of_errors_lists_every_code() {
        let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/errors.md")).unwrap();
        let listed: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
        let all: Vec<&str> = Code::ALL.iter().map(|code| code.word()).collect();
        assert_eq!(listed, all);
    }
}
