//! Support cases.

pub mod object;
