//! What a check found.

use serde::Serialize;

use crate::cli::Failure;
use crate::error::AppError;

/// What was looked at, and what was found.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The check's name.
    pub what: &'static str,
    /// Whether nothing is wrong.
    pub ok: bool,
    /// The result in one line.
    pub text: String,
    /// The things that are wrong, one a line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub list: Vec<String>,
}

impl Finding {
    /// Things that a finding lists at most.
    pub const LISTED: usize = 100;

    /// Nothing is wrong.
    pub fn well(what: &'static str, text: impl Into<String>) -> Self {
        Self { what, ok: true, text: text.into(), list: Vec::new() }
    }

    /// Something is wrong.
    pub fn wrong(what: &'static str, text: impl Into<String>) -> Self {
        Self { what, ok: false, text: text.into(), list: Vec::new() }
    }

    /// The same with the things that are wrong: the first [`Self::LISTED`] of them.
    #[must_use]
    pub fn listing(self, things: impl IntoIterator<Item = String>) -> Self {
        Self { list: things.into_iter().take(Self::LISTED).collect(), ..self }
    }

    /// A check that could not be carried out.
    pub fn failed(what: &'static str, error: impl Into<AppError>) -> Self {
        Self::wrong(what, Failure::from(error.into()).to_string())
    }
}
