//! Requests of customers.

pub mod comment;
pub mod due;
pub mod escalation;
pub mod mutation;
pub mod object;
pub mod query;
