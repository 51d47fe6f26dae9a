//! Our people.

pub mod object;
pub mod query;
