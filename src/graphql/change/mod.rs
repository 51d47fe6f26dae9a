//! The log.

pub mod object;
