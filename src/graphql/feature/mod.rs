//! Features of the product.

pub mod object;
pub mod query;
