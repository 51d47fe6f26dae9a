//! The customer's happiness.

pub mod object;
