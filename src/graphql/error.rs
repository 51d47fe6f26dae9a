//! Errors of a resolver: each has its code.

use async_graphql::{Error, ErrorExtensions};

/// What is wrong with an answer, in the words of `extensions.code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// What the caller gave cannot be used.
    BadUserInput,
    /// The caller may not.
    Forbidden,
    /// What is asked for does not exist.
    NotFound,
    /// A mutation with this idempotency key is being carried out.
    IdempotencyInProgress,
    /// The idempotency key was used with other arguments.
    IdempotencyKeyReused,
    /// A page is smaller than 1 or larger than 250.
    PageSize,
    /// The log has no such entry at that place.
    PositionUnknown,
}

impl Code {
    /// The word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::IdempotencyInProgress => "IDEMPOTENCY_IN_PROGRESS",
            Self::IdempotencyKeyReused => "IDEMPOTENCY_KEY_REUSED",
            Self::PageSize => "PAGE_SIZE",
            Self::PositionUnknown => "POSITION_UNKNOWN",
        }
    }

    /// An error with this code; the engine adds the path.
    pub fn error(self, message: impl Into<String>) -> Error {
        Error::new(message).extend_with(|_, extensions| extensions.set("code", self.word()))
    }
}

/// An argument that cannot be used.
pub fn bad_input(message: impl Into<String>) -> Error {
    Code::BadUserInput.error(message)
}
