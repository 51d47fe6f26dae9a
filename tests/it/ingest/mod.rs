//! In, from files: errors, order, repeats, replays, kills.

pub mod account;
mod behind;
pub mod bench;
mod cut;
mod doors;
mod interrupt;
mod kept;
mod leak;
mod order;
mod replay;
mod rows;
