//! Every write.

pub mod checks;
pub mod claims;
pub mod refusal;
