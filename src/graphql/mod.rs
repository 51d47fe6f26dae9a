//! The schema: one folder per concept.

#![expect(clippy::unused_async, reason = "the engine's resolvers are asynchronous")]

pub mod account;
pub mod actor;
pub mod adoption;
pub mod advocacy;
pub mod asked;
pub mod carry_out;
pub mod change;
pub mod commercials;
pub mod comparators;
pub mod contact;
pub mod context;
pub mod cost;
pub mod cursor;
pub mod error;
pub mod external_id;
pub mod feature;
pub mod feedback;
pub mod goal;
pub mod handoff;
pub mod happiness;
pub mod health;
pub mod history;
pub mod id;
pub mod lists;
pub mod loaders;
pub mod measure;
pub mod meter;
pub mod money;
pub mod node;
pub mod objects;
pub mod outcome;
pub mod page;
pub mod policy;
pub mod problem;
pub mod profitability;
pub mod promise;
pub mod quadrant;
pub mod request;
pub mod risk;
pub mod schema;
pub mod scoped;
pub mod share;
pub mod stage;
pub mod subscription;
pub mod support;
pub mod survey_response;
pub mod team_member;
pub mod ticket;
pub mod time_entry;
pub mod touchpoint;
pub mod upsert;
pub mod viewer;
pub mod voice;

pub use schema::{Schema, answer, schema, sdl};
