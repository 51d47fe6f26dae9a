//! The only SQL: functions over a connection or transaction, one file per concept.

pub mod accounts;
pub mod advocacy;
pub mod company;
pub mod contacts;
pub mod costs;
pub mod db;
pub mod external_id;
pub mod features;
pub mod feedback;
pub mod goals;
pub mod handoffs;
pub mod histories;
pub mod kept;
pub mod log;
pub mod measures;
pub mod outcomes;
pub mod page;
pub mod picture;
pub mod policy;
pub mod promises;
pub mod records;
pub mod requests;
pub mod reviews;
pub mod risks;
pub mod settings;
pub mod standings;
pub mod subscriptions;
pub mod survey_responses;
pub mod targets;
pub mod team_members;
pub mod thinning;
pub mod tickets;
pub mod time_entries;
pub mod usage;
pub mod viewer;

pub use db::{Db, Engine};
