//! The log.

pub mod object;
pub mod query;
