//! The road of systems' records: upserts and deletes of every kind.

mod accounts;
mod batches;
pub mod bench;
mod doors;
mod kinds;
