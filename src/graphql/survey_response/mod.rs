//! Answers to surveys.

pub mod object;
