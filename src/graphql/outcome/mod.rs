//! Outcomes of contracts.

pub mod object;
