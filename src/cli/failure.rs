//! How a command ends: the number to leave with, and one line for stderr.

use std::process::ExitCode;

use crate::error::AppError;

/// How a command ends.
pub type Outcome = Result<ExitCode, Failure>;

/// Why a command stopped.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// What the process leaves with.
    pub exit: u8,
    /// One line for whoever typed the command.
    pub message: String,
}

impl Failure {
    /// The number of a database, of a file, of a pipe; and of a check that found something.
    pub const BROKEN: u8 = 1;
    /// The number of too many rejects.
    pub const REJECTS: u8 = 2;
    /// The number of a wrong configuration.
    pub const CONFIGURATION: u8 = 3;
    /// The number of wrong usage.
    pub const USAGE: u8 = 64;

    /// Wrong usage: 64.
    pub fn usage(message: impl std::fmt::Display) -> Self {
        Self { exit: Self::USAGE, message: one_line(&message.to_string()) }
    }

    /// The database, a file or a pipe failed: 1.
    pub fn io(message: impl std::fmt::Display) -> Self {
        Self { exit: Self::BROKEN, message: one_line(&message.to_string()) }
    }

    /// Says it on stderr, and gives the number.
    pub fn tell(&self) -> ExitCode {
        eprintln!("vitrine: {self}");
        self.exit.into()
    }
}

impl<E: Into<AppError>> From<E> for Failure {
    fn from(error: E) -> Self {
        let error: AppError = error.into();
        let exit = match &error {
            AppError::BadInput(_) => Self::USAGE,
            AppError::Config(_) | AppError::Policy(_) => Self::CONFIGURATION,
            _ => Self::BROKEN,
        };
        let mut message = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(inner) = source {
            message.push_str(": ");
            message.push_str(&inner.to_string());
            source = inner.source();
        }
        Self { exit, message: one_line(&message) }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
