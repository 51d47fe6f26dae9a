//! The schema: one folder per concept.
pub mod scalar;
