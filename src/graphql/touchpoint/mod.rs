//! Interactions.

pub mod object;
