//! Requests of customers.

pub mod comment;
pub mod due;
pub mod escalation;
pub mod object;
pub mod query;
