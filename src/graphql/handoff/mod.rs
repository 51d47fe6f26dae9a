//! Handoffs.

pub mod object;
