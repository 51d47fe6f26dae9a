//! How a subcommand fails: one line for stderr and the number to leave with.

/// Why a subcommand stopped.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// What the process leaves with.
    pub exit: u8,
    /// One line for whoever typed the command.
    pub message: String,
}

impl Failure {
    /// Wrong usage: 64.
    pub fn usage(message: impl std::fmt::Display) -> Self {
        Self { exit: 64, message: one_line(&message.to_string()) }
    }

    /// The database, a file or a pipe failed: 1.
    pub fn io(message: impl std::fmt::Display) -> Self {
        Self { exit: 1, message: one_line(&message.to_string()) }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
