//! Health.

pub mod change;
pub mod object;
pub mod reason;
pub mod series;
