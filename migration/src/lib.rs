//! The database of Vitrine, one migration a file. Names are strings: a migration that has landed never changes with the code.

#![expect(clippy::too_many_lines, reason = "a table is one statement, however many columns it has")]

use sea_orm_migration::prelude::*;

mod columns;
mod m0001_company;
mod m0002_team_member;
mod m0003_feature;
mod m0004_account;
mod m0005_contact;
mod m0006_change;
mod m0007_assessment;
mod m0008_ticket;
mod m0009_measure;
mod m0010_usage;
mod m0011_survey_response;
mod m0012_subscription;
mod m0013_outcome;
mod m0014_touchpoint;
mod m0015_request;
mod m0016_goal;
mod m0017_promise;
mod m0018_handoff;
mod m0019_feedback;
mod m0020_cost;
mod m0021_time_entry;
mod m0022_advocacy_membership;
mod m0023_advocacy_act;
mod m0026_sign_in;
mod m0028_cursor_key;
mod m0030_idempotency_holder;
mod m0032_request_put_offs;

/// Brings a database up, one version after the other.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_company::Migration),
            Box::new(m0002_team_member::Migration),
            Box::new(m0003_feature::Migration),
            Box::new(m0004_account::Migration),
            Box::new(m0005_contact::Migration),
            Box::new(m0006_change::Migration),
            Box::new(m0007_assessment::Migration),
            Box::new(m0008_ticket::Migration),
            Box::new(m0009_measure::Migration),
            Box::new(m0010_usage::Migration),
            Box::new(m0011_survey_response::Migration),
            Box::new(m0012_subscription::Migration),
            Box::new(m0013_outcome::Migration),
            Box::new(m0014_touchpoint::Migration),
            Box::new(m0015_request::Migration),
            Box::new(m0016_goal::Migration),
            Box::new(m0017_promise::Migration),
            Box::new(m0018_handoff::Migration),
            Box::new(m0019_feedback::Migration),
            Box::new(m0020_cost::Migration),
            Box::new(m0021_time_entry::Migration),
            Box::new(m0022_advocacy_membership::Migration),
            Box::new(m0023_advocacy_act::Migration),
            Box::new(m0026_sign_in::Migration),
            Box::new(m0028_cursor_key::Migration),
            Box::new(m0030_idempotency_holder::Migration),
            Box::new(m0032_request_put_offs::Migration),
        ]
    }
}
