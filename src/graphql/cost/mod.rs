//! Costs.

pub mod object;
