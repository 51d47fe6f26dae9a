//! Vitrine: one shared, transparent view of every customer account. This page is the table of contents.

pub mod auth;
pub mod cli;
pub mod clock;
pub mod command;
pub mod config;
pub mod demo;
pub mod domain;
pub mod error;
pub mod feed;
pub mod gate;
pub mod graphql;
pub mod http;
pub mod job;
pub mod private;
pub mod registry;
pub mod scalar;
pub mod store;
pub mod sync;
