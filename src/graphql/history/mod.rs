//! Histories of accounts.

pub mod object;
