//! The road of systems' records: upserts and deletes of every kind.

mod accounts;
mod batches;
mod bench;
mod doors;
mod kinds;
