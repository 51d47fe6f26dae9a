//! Health.

pub mod change;
pub mod mutation;
pub mod object;
pub mod reason;
pub mod series;
