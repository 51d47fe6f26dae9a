//! Stages.

pub mod object;
