//! Every write.

pub mod checks;
pub mod refusal;
