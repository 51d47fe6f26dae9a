//! The rules, pure: no input, no output, no clock, no chance.

pub mod access;
pub mod assess;
pub mod assessment;
pub mod backtest;
pub mod bounds;
pub mod contact;
pub mod currency;
pub mod custom_fields;
pub mod exact;
pub mod facts;
pub mod goal;
pub mod memory;
pub mod number;
pub mod policy;
pub mod request;
pub mod stamp;
pub mod survey;
pub mod text;
