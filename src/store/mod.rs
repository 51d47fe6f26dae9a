//! The only SQL: functions over a connection or transaction, one file per concept.

pub mod db;

pub use db::{Db, Engine};
