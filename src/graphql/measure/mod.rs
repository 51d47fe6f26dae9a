//! Measures.

pub mod object;
