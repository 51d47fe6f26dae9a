//! Quadrants.

pub mod object;
pub mod path;
