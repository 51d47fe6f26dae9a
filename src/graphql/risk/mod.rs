//! Risks.

pub mod object;
