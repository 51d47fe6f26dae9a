//! The demo's story: told through the write path, it reaches every rung, quadrant, band, trend and risk.

mod killed;

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use entity::account;
use sea_orm::EntityTrait;
use vitrine::clock::Clock;
use vitrine::command::Desk;
use vitrine::demo;
use vitrine::store::{Db, log, standings};

use crate::common::each_engine;

/// What the story reaches at its end.
const VERDICTS: [&str; 6] = [
    "band: GREEN YELLOW RED UNKNOWN",
    "trend: UP FLAT DOWN UNKNOWN",
    "rung: UNPROVEN SATISFIED LOYAL ADVOCATE",
    "happiness: DISSATISFIED NEUTRAL SATISFIED GUSHING_PROMOTER UNKNOWN",
    "risk: UNPROVEN_SATISFACTION SILENT USAGE_DROP KEY_FEATURE_UNUSED CHAMPION_LEFT SINGLE_THREADED HANDOFF_STALLED \
     REQUEST_OVERDUE CRISIS PROMISE_MISSED RENEWAL_AT_RISK NEUTRAL_BUT_PROFITABLE UNPROFITABLE OVERRIDE_DISAGREES \
     MEETING_AVOIDED BLIND",
    "quadrant: CUSTOMER_SUCCESS WORK_TO_KEEP_UNHAPPY WORK_TO_KEEP_UNPROFITABLE REASSESS UNKNOWN",
];

each_engine! {
    async fn every_verdict_is_reached(database) {
        let db = Db::connect(&database.url).await.unwrap();
        let until = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        let desk = Desk::open(db.clone(), Clock::set(demo::beginning(until))).await.unwrap();
        demo::fill(&desk, until, 1, 40).await.unwrap();
        let mut reached: BTreeMap<String, usize> = BTreeMap::new();
        let accounts = account::Entity::find().all(&db.read).await.unwrap();
        let accounts = accounts.into_iter().map(|account| account.id.0).collect();
        for (_, stands) in standings::assessments(&db.read, accounts).await.unwrap() {
            let mut count = |kind: &str, word: String| *reached.entry(format!("{kind} {word}")).or_default() += 1;
            count("band", stands.health.band.word());
            count("happiness", stands.happiness.label.word());
            count("trend", stands.health.trend.word());
            count("rung", stands.stage.rung.word());
            count("quadrant", stands.quadrant.name.word());
            for risk in &stands.risks {
                count("risk", risk.kind.word());
            }
        }
        for verdict in VERDICTS {
            let one = verdict.split_once(": ").unwrap();
            for name in one.1.split(' ') {
                assert!(reached.contains_key(&format!("{} {name}", one.0)), "no account has {} {name}: {reached:#?}", one.0);
            }
        }
    }

    async fn a_database_is_made_ready_once(database) {
        let now = "2026-03-02T09:00:00Z".parse().unwrap();
        let db = Db::connect(&database.url).await.unwrap();
        if let Some(file) = db.file().await.unwrap() {
            // What a filling that was cut has left.
            std::fs::write(file.with_extension("part"), "half a story").unwrap();
        }
        let (db, begins) = demo::ready(db, &database.url, now, false, 2).await.unwrap();
        assert_eq!(begins, now);
        assert!(demo::told(&db).await.unwrap());
        let last = log::last_recorded(&db.read).await.unwrap();
        let (db, goes_on) = demo::ready(db, &database.url, now + TimeDelta::days(9), false, 2).await.unwrap();
        assert_eq!(Some(goes_on), last);
        assert_eq!(log::last_recorded(&db.read).await.unwrap(), last);
        let (db, anew) = demo::ready(db, &database.url, now + TimeDelta::days(7), true, 2).await.unwrap();
        assert_eq!(anew, now + TimeDelta::days(7));
        assert!(log::last_recorded(&db.read).await.unwrap() > last);
    }
}
