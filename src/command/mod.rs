//! Every write.

pub mod checks;
<<<<<<< HEAD
pub mod claims;
=======
pub mod desk;
pub mod idempotency;
pub mod policy;
>>>>>>> 9109daa (Open the unit of work: one moment, reviews made up first, facts, assessments, history, the log last; idempotency, jobs, thinning)
pub mod refusal;
pub mod unit_of_work;

pub use desk::{Desk, Origin, Pace, Work, vitrine};
pub use unit_of_work::{FactCache, Unit};
