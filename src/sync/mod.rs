//! Ways in: every system's records go through here into the commands.

pub mod batch;
pub mod csv;
pub mod delete;
pub mod gaps;
pub mod kinds;
pub mod mapping;
pub mod merge;
pub mod money;
pub mod parcel;
pub mod reference;
pub mod replay;
pub mod result;
pub mod row;
pub mod value;

mod hand_over;
mod identity;
mod known_as;
mod pass;

pub mod account;
pub mod advocacy_act;
pub mod advocacy_membership;
pub mod contact;
pub mod cost;
pub mod feature;
pub mod feedback;
pub mod goal;
pub mod handoff;
pub mod measure;
pub mod outcome;
pub mod promise;
pub mod request;
pub mod subscription;
pub mod survey_response;
pub mod team_member;
pub mod ticket;
pub mod time_entry;
pub mod touchpoint;
pub mod usage;

pub use batch::{Batch, Upsert, upsert};
pub use delete::{Deletion, delete};
