//! What people do with health scores.

pub mod override_score;
