//! Support as a whole.

pub mod object;
