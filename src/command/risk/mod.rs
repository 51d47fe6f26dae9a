//! What people do with risks.

pub mod answer;
