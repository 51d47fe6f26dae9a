//! What was assessed, held against what happened: made-up sets whose answer is known.

use std::process::Output;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::enums::OutcomeKind;
use entity::ids::{AccountId, MeasureId, OutcomeId};
use entity::values::Micros;
use entity::{measure, outcome};
use sea_orm::{DatabaseConnection, EntityTrait};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use vitrine::cli::backtest::{Question, Report, report};
use vitrine::clock::Clock;
use vitrine::command::{Desk, Origin, Unit, Work, policy};
use vitrine::domain::access::Grant;
use vitrine::domain::backtest::Auc;
use vitrine::error::AppError;
use vitrine::store::Db;

use crate::common::made::{accounts, at, crm, grant};
use crate::common::server::vitrine;
use crate::common::{TestDatabase, each_engine};

/// When the accounts begin, and are measured first.
const START: &str = "2025-01-01T00:00:00Z";
const MANY: usize = 20;

/// Accounts with a measure of their own, which is all that there is to know about them.
struct Shop {
    desk: Desk,
    clock: Clock,
    accounts: Vec<AccountId>,
}

/// Writes one measure of each account.
struct Measure<'a>(&'a [AccountId], fn(usize) -> usize);

impl Work for Measure<'_> {
    type Done = ();

    async fn run(&self, unit: &mut Unit) -> Result<(), AppError> {
        for (place, &account) in self.0.iter().enumerate() {
            let moment = unit.moment();
            let number = i64::try_from((self.1)(place)).unwrap() * 1_000_000;
            let row = measure::Model {
                account_id: account,
                id: MeasureId(unit.new_id()),
                recorded_at: moment,
                system: "warehouse".to_owned(),
                external_id: format!("{place}@{moment}"),
                key: "logins".to_owned(),
                number: Some(Micros(number)),
                word: None,
                // It claims to be of a day before all else, and is the latest of its day all the same.
                observed_at: at(START) - TimeDelta::days(300) + (moment - at(START)) / 1_000,
                version: 1,
                ended_at: None,
            };
            unit.put(grant(), None, row);
        }
        Ok(())
    }
}

/// Writes one outcome of each account that has one.
struct Happens<'a>(&'a [AccountId], Option<NaiveDate>, fn(usize) -> Option<OutcomeKind>);

impl Work for Happens<'_> {
    type Done = ();

    async fn run(&self, unit: &mut Unit) -> Result<(), AppError> {
        for (place, &account) in self.0.iter().enumerate() {
            let Some(kind) = (self.2)(place) else { continue };
            let moment = unit.moment();
            let row = outcome::Model {
                account_id: account,
                id: OutcomeId(unit.new_id()),
                system: "billing".to_owned(),
                external_id: format!("{place} {kind:?} {:?}", self.1),
                subscription_id: None,
                kind,
                on: self.1,
                reason: None,
                note: None,
                version: 1,
                recorded_at: moment,
                updated_at: moment,
            };
            unit.put(grant(), None, row);
        }
        Ok(())
    }
}

#[allow(clippy::unnecessary_wraps, reason = "others leave some accounts without an outcome")]
fn churned_below_half(place: usize) -> Option<OutcomeKind> {
    Some(if place < MANY / 2 { OutcomeKind::Churned } else { OutcomeKind::Renewed })
}

impl Shop {
    /// Accounts whose measure grows with their place.
    async fn new(database: &TestDatabase) -> Self {
        let clock = Clock::set(at(START));
        let desk = Desk::open(Db::connect(&database.url).await.unwrap(), clock.clone()).await.unwrap();
        let fragment = json!({"measures": [{"key": "logins", "component": "VALUE", "share": 1, "scale": [0, 100]}]});
        policy::apply(&desk, Origin::vitrine("POLICY"), Grant::system("POLICY"), &fragment, None).await.unwrap();
        let accounts = accounts(&desk, MANY).await;
        let shop = Self { desk, clock, accounts };
        shop.measure(|place| place * 5).await;
        shop
    }

    async fn measure(&self, number: fn(usize) -> usize) {
        let work = Measure(&self.accounts, number);
        self.desk.unit(crm(), self.accounts.iter().copied(), &work).await.unwrap();
    }

    async fn happens(&self, on: Option<&str>, kind: fn(usize) -> Option<OutcomeKind>) {
        let work = Happens(&self.accounts, on.map(|on| on.parse().unwrap()), kind);
        self.desk.unit(crm(), self.accounts.iter().copied(), &work).await.unwrap();
    }

    fn day(&self, day: i64) -> DateTime<Utc> {
        let moment = at(START) + TimeDelta::days(day);
        self.clock.advance_to(moment);
        moment
    }

    async fn before(&self, days: u32) -> Report {
        self.ask(Question { at: Some(days), snapshot: false, others_kept: false }).await
    }

    async fn snapshot(&self, others_kept: bool) -> Report {
        self.ask(Question { at: None, snapshot: true, others_kept }).await
    }

    async fn ask(&self, question: Question) -> Report {
        report(&self.desk.db.read, question).await.unwrap()
    }
}

fn logins(report: &Report) -> Option<Auc> {
    report.findings.signals.iter().find(|one| one.name == "VALUE.measure.logins").unwrap().auc
}

fn area(auc: Option<Auc>) -> f64 {
    auc.unwrap().value
}

each_engine! {
    async fn takes_what_was_known_so_long_before_and_nothing_later(database) {
        let shop = Shop::new(&database).await;
        // Sixty days before the outcome the very opposite becomes known, of a day long past.
        shop.day(100);
        shop.measure(|place| 100 - place * 5).await;
        shop.day(160);
        shop.happens(Some("2025-06-10"), churned_below_half).await;
        let early = shop.before(90).await;
        assert_eq!((early.findings.cases, early.findings.churned, early.findings.score.n), (20, 10, 20));
        assert_eq!((area(early.findings.score.auc), area(logins(&early))), (1.0, 1.0));
        assert_eq!(early.findings.signals.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["VALUE.measure.logins"]);
        let late = shop.before(10).await;
        assert_eq!((area(late.findings.score.auc), area(logins(&late))), (0.0, 0.0));
        // Nobody had heard of them so long before.
        let first = shop.before(300).await;
        assert_eq!((first.findings.cases, first.left_out.not_assessed), (0, 20));
        // To whoever looks a day after the outcome was written down, it is no prophecy.
        shop.day(200);
        shop.happens(Some("2025-12-01"), churned_below_half).await;
        let both = shop.before(90).await;
        assert_eq!((both.findings.cases, both.left_out.known_before), (20, 20));
    }

    async fn a_snapshot_sees_no_outcome(database) {
        let shop = Shop::new(&database).await;
        let facts = || shop.snapshot(true);
        let none = facts().await;
        assert_eq!((none.findings.cases, none.findings.churned, none.findings.score.auc), (20, 0, None));
        shop.day(1);
        shop.happens(None, |place| (place % 2 == 0).then_some(OutcomeKind::Churned)).await;
        let blind = facts().await;
        assert_eq!((blind.findings.cases, blind.findings.churned), (20, 10));
        assert_eq!(blind.left_out.undated, 0);
        // Had the outcomes been others, the assessments would have been the same.
        shop.happens(Some("2025-01-01"), |place| Some(if place < 5 { OutcomeKind::Churned } else { OutcomeKind::Expanded })).await;
        let other = facts().await;
        let same = |report: &Report| report.findings.tenths.iter().map(|tenth| tenth.n).collect::<Vec<_>>();
        assert_eq!((same(&none), none.findings.coverage, none.findings.flagged.n), (same(&blind), blind.findings.coverage, blind.findings.flagged.n));
        assert_eq!((same(&none), none.findings.coverage, none.findings.flagged.n), (same(&other), other.findings.coverage, other.findings.flagged.n));
        assert_eq!((other.findings.churned, area(other.findings.score.auc)), (5, 1.0));
    }

    async fn others_count_as_kept_only_when_asked_to(database) {
        let shop = Shop::new(&database).await;
        shop.day(160);
        shop.happens(Some("2025-06-10"), |place| (place < 5).then_some(OutcomeKind::Churned)).await;
        assert_eq!(shop.before(90).await.findings.cases, 5);
        let question = Question { at: Some(90), snapshot: false, others_kept: true };
        let with = shop.ask(question).await;
        assert_eq!((with.findings.cases, with.findings.churned, area(with.findings.score.auc)), (20, 5, 1.0));
        assert_eq!((shop.snapshot(false).await.findings.cases, shop.snapshot(true).await.findings.cases), (5, 20));
    }

    async fn asks_in_a_fixed_number_of_statements(database) {
        let shop = Shop::new(&database).await;
        shop.day(160);
        shop.happens(Some("2025-06-10"), |place| (place < 2).then_some(OutcomeKind::Churned)).await;
        let (mut conn, asked) = counted(&database).await;
        let ask = async |conn: &DatabaseConnection, snapshot: bool| {
            asked.store(0, Ordering::SeqCst);
            let at = (!snapshot).then_some(90);
            let report = report(conn, Question { at, snapshot, others_kept: snapshot }).await.unwrap();
            (report.findings.cases, asked.load(Ordering::SeqCst))
        };
        let (few, some) = (ask(&conn, false).await, ask(&conn, true).await);
        shop.happens(Some("2025-06-09"), churned_below_half).await;
        let (many, all) = (ask(&conn, false).await, ask(&conn, true).await);
        assert_eq!((few.0, many.0, few.1), (2, 22, many.1));
        assert_eq!((some.0, all.0, some.1), (20, 20, all.1));
        assert!(few.1 <= 4 && some.1 <= 35, "{few:?} {some:?}");
        conn.set_metric_callback(|_| {});
    }

    async fn the_command_prints_it(database) {
        let shop = Shop::new(&database).await;
        shop.day(160);
        shop.happens(Some("2025-06-10"), churned_below_half).await;
        let ask = |words: &[&str]| said(&vitrine().arg("backtest").args(words).args(["--database-url", &database.url]).output().unwrap());
        let (code, out, err) = ask(&["--at", "90d", "--format", "json"]);
        assert_eq!((code, err.as_str()), (0, ""));
        let answer: Value = serde_json::from_str(&out).unwrap();
        assert_eq!((&answer["cases"], &answer["baseRate"], &answer["score"]["auc"]["value"]), (&json!(20), &json!(0.5), &json!(1.0)));
        assert_eq!((&answer["daysBefore"], &answer["leftOut"]["knownBefore"]), (&json!(90), &json!(0)));
        let (code, out, _) = ask(&["--at", "90d"]);
        assert_eq!(code, 0);
        assert!(out.contains("20: 10 churned (base rate 0.500), 10 kept"), "{out}");
        assert!(out.contains("VALUE.measure.logins                 20       10   1.000   1.000   1.000"), "{out}");
        let (code, out, err) = ask(&["--at", "300d"]);
        assert_eq!((code, out.contains("20 not assessed by then"), err.contains("no outcome makes a case")), (0, true, true));
        for wrong in [&[][..], &["--at", "soon"], &["--at", "90d", "--snapshot"], &["--at", "0d"]] {
            assert_eq!(ask(wrong).0, 64, "{wrong:?}");
        }
    }
}

/// A connection of its own that counts what it is asked.
async fn counted(database: &TestDatabase) -> (DatabaseConnection, Arc<AtomicUsize>) {
    let mut conn = Db::connect(&database.url).await.unwrap().read;
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    conn.set_metric_callback(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
    });
    assert!(outcome::Entity::find().all(&conn).await.unwrap().len() < 100);
    (conn, asked)
}

fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}
