//! Goals of the customer.

pub mod object;
pub mod state;
