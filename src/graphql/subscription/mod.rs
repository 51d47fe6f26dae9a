//! Contract lines.

pub mod object;
