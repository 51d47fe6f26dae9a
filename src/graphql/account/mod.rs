//! Accounts: the shared view.

pub mod as_of;
pub mod attribute;
pub mod filter;
pub mod lists;
pub mod mutation;
pub mod object;
pub mod query;
pub mod standing;
pub mod team;
