//! Use of the product.

pub mod feature_usage;
pub mod object;
pub mod series;
