//! Every write.

pub mod checks;
pub mod claims;
pub mod desk;
pub mod idempotency;
pub mod policy;
pub mod refusal;
pub mod unit_of_work;

pub use desk::{Desk, Origin, Pace, Work, vitrine};
pub use unit_of_work::{FactCache, Unit};
