//! The one error of the house. Its variants hold their sources; what a client sees of it is decided at the edge.

use entity::ids::AccountId;

/// Whatever can go wrong that is not an answer.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] sea_orm::DbErr),
    /// A value that we store could not be written as JSON or read back.
    #[error("a stored value is not what it should be")]
    Json(#[from] serde_json::Error),
    /// A setting or an argument of the command line is wrong; the text is for the operator.
    #[error("{0}")]
    Config(String),
    /// What the caller gave cannot be used; the text is for the caller.
    #[error("{0}")]
    BadInput(String),
    /// The unit of work needs more accounts than it locked: it starts anew with them.
    #[error("the unit of work needs {} more accounts", .0.len())]
    NeedsAccounts(Vec<AccountId>),
    /// Somebody else wrote first what this unit of work had read without a lock: it starts anew.
    #[error("somebody else was first")]
    Overtaken,
    /// The caller's claim on an idempotency key ended before its write did: somebody else may hold it now.
    #[error("the claim on the idempotency key has ended")]
    ClaimEnded,
    /// This node's clock, or an entry that it follows, is ahead of the database's clock by so much: nothing is written.
    #[error("the moment of the write is {} s ahead of the database's clock", .0.num_seconds())]
    ClockAhead(chrono::TimeDelta),
    /// A policy is refused.
    #[error(transparent)]
    Policy(#[from] crate::domain::policy::PolicyError),
    /// The database or the log holds what no writer of ours writes.
    #[error("an invariant is broken: {0}")]
    Invariant(&'static str),
    /// Reading or writing a file or a socket failed.
    #[error("input or output failed")]
    Io(#[from] std::io::Error),
}
