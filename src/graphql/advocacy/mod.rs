//! The advocacy programme.

pub mod act;
pub mod object;
