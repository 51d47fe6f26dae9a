//! The command line, one file per subcommand.

pub mod assess;
mod failure;

pub use failure::Failure;
