//! Every write.

pub mod refusal;
