//! A telephone company's customers: undated, so nothing to tell again; their measures are signals by a policy fragment.

use std::sync::atomic::AtomicBool;

use chrono::TimeDelta;
use entity::enums::HealthBand;
use sea_orm::EntityTrait;
use vitrine::cli::backtest::Question;
use vitrine::clock::Clock;
use vitrine::command::{Desk, Origin, policy};
use vitrine::domain::access::Grant;
use vitrine::error::AppError;
use vitrine::job;
use vitrine::store::Db;
use vitrine::sync::csv::Watch;
use vitrine::sync::replay::replay;

use super::proof::{areas, proof};
use super::{covered, data, job as files_of, read, standings};
use crate::common::each_engine;
use crate::ingest::bench::all;

each_engine! {
    async fn its_measures_are_signals_by_the_fragment_alone(database) {
        let files = files_of("ibm-telco", &data("ibm-telco"));
        let db = Db::connect(&database.url).await.unwrap();
        let stop = AtomicBool::new(false);
        let undated = replay(&db, &files, TimeDelta::days(7), 256 << 10, &Watch { told: &|_, _, _| {}, stop: &stop }).await;
        assert!(matches!(undated, Err(AppError::Config(text)) if text.contains("needs to know when")));
        let now = "2018-01-02T00:00:00Z".parse().unwrap();
        let report = read(&database.url, &files, now).await;
        // Customers, lines, three measures each, and those who left.
        assert_eq!((report.created, all(&report)), (7_043 * 5 + 1_869, 7_043 * 5 + 1_869), "{report:?}");
        let (coverage, _) = covered(&db).await;
        assert!(coverage < 0.35, "{coverage}");
        let unknown = |accounts: Vec<entity::account::Model>| accounts.iter().all(|one| one.health_band == Some(HealthBand::Unknown));
        assert!(unknown(entity::account::Entity::find().all(&db.read).await.unwrap()), "by the default policy");
        let fragment = include_str!("../../../mappings/ibm-telco.policy.json");
        let desk = Desk::open(db.clone(), Clock::set(now)).await.unwrap();
        let origin = Origin::vitrine("POLICY");
        policy::apply(&desk, origin, Grant::system("POLICY"), &serde_json::from_str(fragment).unwrap(), None).await.unwrap();
        job::run_due(&desk).await.unwrap();
        let (with, _) = covered(&db).await;
        standings(&db).await;
        assert!(with > coverage, "{with}");
        let question = Question { at: None, snapshot: true, others_kept: true };
        let file = data("ibm-telco").join("Telco-Customer-Churn.csv");
        let found = proof(&db, question, &file, &["--key", "customerID", "--ignore", "Churn"]).await;
        assert_eq!((found.findings.cases, found.findings.churned, found.left_out.no_customer), (7_043, 1_869, 0));
        let ((_, score, _), columns) = areas(&found);
        assert!((0.75..0.99).contains(&score), "{score}");
        assert!((0.835..0.855).contains(&columns), "{columns}");
    }
}
