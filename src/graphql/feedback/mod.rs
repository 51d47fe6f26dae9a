//! Feedback.

pub mod object;
