//! The schema: one folder per concept.

pub mod context;
pub mod error;
pub mod id;
pub mod loaders;
pub mod page;
pub mod problem;
pub mod scalar;
pub mod upsert;
