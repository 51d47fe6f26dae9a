//! Durable background work. Each job finds its work in the database, and doing it twice changes nothing.

pub mod catch_up;
pub mod ladder;
pub mod review;
mod rounds;
pub mod thin;

pub use rounds::{run_due, spawn};
