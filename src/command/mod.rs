//! Every write, one file per action.

pub mod account;
pub mod act;
pub mod checks;
pub mod claims;
pub mod clock;
pub mod desk;
pub mod health;
pub mod idempotency;
pub mod lease;
pub mod named;
pub mod policy;
pub mod refusal;
pub mod request;
pub mod risk;
pub mod touchpoint;
pub mod turns;
pub mod unit_of_work;

pub use desk::{Desk, Origin, Pace, Work, vitrine};
pub use unit_of_work::{FactCache, Unit};
