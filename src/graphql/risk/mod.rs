//! Risks.

pub mod mutation;
pub mod object;
