//! Promises.

pub mod object;
