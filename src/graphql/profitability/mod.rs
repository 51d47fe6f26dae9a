//! What an account earns and costs.

pub mod object;
