//! The only SQL: functions over a connection or transaction, one file per concept.

pub mod company;
pub mod db;
pub mod external_id;
pub mod log;
pub mod page;
pub mod picture;
pub mod policy;
pub mod records;
pub mod reviews;
pub mod thinning;
pub mod viewer;

pub use db::{Db, Engine};
