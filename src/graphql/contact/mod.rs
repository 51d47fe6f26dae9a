//! People at the customer.

pub mod object;
