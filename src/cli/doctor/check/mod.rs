//! The checks, one a file. A new one gets its line in [`all`], or in [`tables`] where it reads tables.

mod clock;
pub(super) mod database;
mod database_clock;
mod documents;
mod identities;
mod keys;
mod log;
mod migrations;
mod settings;
mod stamps;

use super::Finding;
use crate::config::Config;
use crate::store::Db;

pub(super) use settings::check as settings;

/// Runs every check, in the order in which they are told.
pub(super) async fn all(config: &Config) -> Vec<Finding> {
    let mut findings = vec![keys::check(config).await, clock::check()];
    findings.extend(documents::check(config));
    let db = match database::open(config).await {
        Ok(db) => db,
        Err(finding) => {
            findings.push(finding);
            return findings;
        }
    };
    findings.push(database::check(&db));
    let migrations = migrations::check(&db).await;
    let current = migrations.ok;
    findings.push(migrations);
    findings.push(database_clock::check(&db).await);
    if current {
        findings.extend(tables(config, &db).await);
    }
    findings
}

/// The checks that read tables: of a database whose migrations are current.
async fn tables(config: &Config, db: &Db) -> Vec<Finding> {
    vec![log::check(config, db).await, stamps::check(config, db).await, identities::check(db).await]
}
