//! What the customer says.

pub mod object;
