//! Mutations of systems that sync: an upsert for each kind of record, and deletes.

mod delete;
mod run;
mod upserts;

pub use delete::{RecordsDeleteInput, RecordsDeleteMutation, RecordsDeletePayload};
pub use upserts::*;
