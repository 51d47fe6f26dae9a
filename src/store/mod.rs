//! The only SQL: functions over a connection or transaction, one file per concept.

pub mod db;
pub mod page;
pub mod records;
pub mod viewer;

pub use db::{Db, Engine};
