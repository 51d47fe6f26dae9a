//! What contracts are worth.

pub mod object;
