//! Readings of the log.

pub mod page;

pub use crate::store::log::{settle, stands};
