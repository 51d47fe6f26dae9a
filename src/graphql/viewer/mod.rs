//! Who is calling.

pub mod object;
pub mod query;
