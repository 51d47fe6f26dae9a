//! Time spent.

pub mod object;
