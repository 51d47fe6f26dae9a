//! Interactions.

pub mod mutation;
pub mod object;
