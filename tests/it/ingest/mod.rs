//! In, from files: errors, order, repeats, replays, kills.

pub mod account;
pub mod bench;
mod cut;
mod doors;
mod kept;
mod order;
mod replay;
mod rows;
