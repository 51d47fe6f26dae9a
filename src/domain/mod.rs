//! The rules, pure: no input, no output, no clock, no chance.

pub mod access;
pub mod assessment;
pub mod facts;
pub mod number;
