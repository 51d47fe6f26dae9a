//! Reviews: missed ones are made up in order, in a fixed number of statements; what is old is thinned.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use entity::enums::{ChangeCause, TicketSeverity};
use entity::ids::{AccountId, AssessmentId, TicketId};
use entity::{account, assessment, standing, ticket};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;
use vitrine::clock::Clock;
use vitrine::command::{Desk, Pace, Unit};
use vitrine::domain::assessment::Assessment;
use vitrine::job;
use vitrine::registry::insert_all;
use vitrine::store::{Db, standings, thinning};

use crate::common::made::{self, Act, accounts, at, crm, desk, grant};
use crate::common::{TestDatabase, each_engine};

/// One account with tickets, under ids of our own.
async fn story(desk: &Desk) -> AccountId {
    let id = AccountId(Uuid::from_u128(1));
    let begin = Act(|unit: &mut Unit| {
        let account = account::Model { id, ..made::account(unit, "Acme") };
        unit.put(grant(), None, account);
        for (number, severity) in [(1, TicketSeverity::Sev1), (2, TicketSeverity::Sev3)] {
            let ticket = made::ticket(unit, id, &format!("T-{number}"), severity);
            unit.put(grant(), None, ticket::Model { id: TicketId(Uuid::from_u128(number)), ..ticket });
        }
    });
    desk.unit(crm(), [], &begin).await.unwrap();
    id
}

/// What stands, and what was stored on the way, without ids.
async fn told(desk: &Desk, id: AccountId) -> (Arc<Assessment>, String, Vec<Value>) {
    let standing = standing::Entity::find_by_id(id).one(&desk.db.read).await.unwrap().unwrap();
    let rows = assessment::Entity::find()
        .filter(assessment::Column::AccountId.eq(id))
        .order_by_asc(assessment::Column::AssessedAt)
        .order_by_asc(assessment::Column::Id)
        .all(&desk.db.read)
        .await
        .unwrap();
    let row = |row: assessment::Model| json!([row.assessed_at, row.cause, row.lines, row.score, row.logged, row.given]);
    let stands = standings::assessments(&desk.db.read, vec![id.0]).await.unwrap().remove(0).1;
    (stands, standing.memory, rows.into_iter().map(row).collect())
}

async fn next_review(desk: &Desk, id: AccountId) -> DateTime<Utc> {
    account::Entity::find_by_id(id).one(&desk.db.read).await.unwrap().unwrap().next_review_at.unwrap()
}

/// A desk whose statements are counted.
async fn counted(database: &TestDatabase) -> (Desk, Arc<AtomicUsize>) {
    let mut db = Db::connect(&database.url).await.unwrap();
    let statements = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&statements);
    db.write.set_metric_callback(move |_| {
        count.fetch_add(1, Ordering::Relaxed);
    });
    (Desk::open(db, Clock::set(at("2026-03-02T10:00:00Z"))).await.unwrap(), statements)
}

each_engine! {
    async fn a_stop_is_made_up_as_if_the_server_had_run(database) {
        let ran = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let other = if database.url.starts_with("sqlite") {
            TestDatabase::sqlite().await
        } else {
            TestDatabase::postgres().await
        };
        let stopped = desk(&other, at("2026-03-02T10:00:00Z")).await;
        let (one, two) = (story(&ran).await, story(&stopped).await);
        let mut now = at("2026-03-02T10:00:00Z");
        while now < at("2026-03-20T12:00:00Z") {
            now += TimeDelta::hours(5);
            ran.clock.advance_to(now);
            job::run_due(&ran).await.unwrap();
        }
        stopped.clock.advance_to(now);
        job::run_due(&stopped).await.unwrap();
        assert!(next_review(&ran, one).await > now);
        assert_eq!(next_review(&ran, one).await, next_review(&stopped, two).await);
        assert_eq!(told(&ran, one).await, told(&stopped, two).await);
    }

    async fn a_write_makes_up_what_the_job_has_not(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let id = story(&desk).await;
        job::run_due(&desk).await.unwrap();
        let before = told(&desk, id).await.2.len();
        desk.clock.advance_to(at("2026-03-05T09:00:00Z"));
        let write = Act(|unit: &mut Unit| {
            let ticket = made::ticket(unit, id, "T-3", TicketSeverity::Sev1);
            unit.put(grant(), None, ticket);
        });
        desk.unit(crm(), [id], &write).await.unwrap();
        let rows = assessment::Entity::find().filter(assessment::Column::RecordedAt.eq(at("2026-03-05T09:00:00Z")))
            .order_by_asc(assessment::Column::AssessedAt).order_by_asc(assessment::Column::Id)
            .all(&desk.db.read).await.unwrap();
        assert!(rows.iter().all(|row| (row.cause == ChangeCause::Data) == (row.assessed_at == row.recorded_at)), "{before} {rows:?}");
        let standing = standing::Entity::find_by_id(id).one(&desk.db.read).await.unwrap().unwrap();
        assert_eq!(standing.assessed_at, at("2026-03-05T09:00:00Z"));
        assert!(next_review(&desk, id).await > desk.clock.now());
    }

    async fn a_replay_reviews_once_and_at_its_own_moment(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await.at_pace(Pace::Leaps);
        let id = story(&desk).await;
        desk.clock.advance_to(at("2026-03-09T08:00:00Z"));
        job::run_due(&desk).await.unwrap();
        let standing = standing::Entity::find_by_id(id).one(&desk.db.read).await.unwrap().unwrap();
        assert_eq!(standing.assessed_at, at("2026-03-09T08:00:00Z"));
        assert_eq!(next_review(&desk, id).await, at("2026-03-10T00:00:00Z"));
    }

    async fn a_batch_takes_as_many_statements_for_many_accounts_as_for_few(database) {
        let (desk, statements) = counted(&database).await;
        let mut taken = Vec::new();
        for many in [5, 150] {
            let ids = accounts(&desk, many).await;
            let write = Act(|unit: &mut Unit| {
                for id in &ids {
                    let ticket = made::ticket(unit, *id, &format!("T-{id}"), TicketSeverity::Sev2);
                    unit.put(grant(), None, ticket);
                }
            });
            statements.store(0, Ordering::Relaxed);
            desk.unit(crm(), ids.clone(), &write).await.unwrap();
            let writing = statements.load(Ordering::Relaxed);
            job::run_due(&desk).await.unwrap();
            desk.clock.advance_to(desk.clock.now() + TimeDelta::days(1));
            statements.store(0, Ordering::Relaxed);
            let reviewed = job::review::run(&desk).await.unwrap();
            assert!(reviewed >= many);
            taken.push((writing, statements.load(Ordering::Relaxed)));
            job::run_due(&desk).await.unwrap();
        }
        // The first batch also connects the kinds.
        assert!(taken[1].0 <= taken[0].0, "{taken:?}");
        assert!(taken[1].1 <= taken[0].1 + 2, "{taken:?}");
        assert!(taken[1].1 < 60, "{taken:?}");
    }

    async fn what_is_old_is_thinned_and_hands_its_lines_on(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let id = accounts(&desk, 1).await[0];
        assessment::Entity::delete_many().exec(&desk.db.write).await.unwrap();
        let line = |points: f64| json!([{ "signal": "trend", "cause": "TIME", "points": points }]).to_string();
        let row = |day: &str, points: f64, logged: bool| assessment::Model {
            account_id: id,
            id: AssessmentId(Uuid::now_v7()),
            assessed_at: at(&format!("{day}T00:00:00Z")),
            recorded_at: at(&format!("{day}T00:00:00Z")),
            next_review_at: at(&format!("{day}T00:00:00Z")) + TimeDelta::days(1),
            cause: ChangeCause::Time,
            policy_version: 1,
            epoch: 1,
            score: Some(500),
            model_score: Some(500),
            band: entity::enums::HealthBand::Yellow,
            quadrant: entity::enums::QuadrantName::Unknown,
            customer_happiness: None,
            company_happiness: None,
            lines: line(points),
            carries_since: None,
            logged,
            body: Some("{}".to_owned()),
            memory: Some("{}".to_owned()),
            given: Some("{}".to_owned()),
        };
        let rows = vec![
            row("2024-10-03", 1.5, false),
            row("2024-10-04", 2.5, false),
            row("2024-10-05", -0.5, true),
            row("2024-10-30", 1.5, false),
            row("2025-12-01", 1.5, false),
            row("2025-12-30", 1.5, false),
            row("2026-02-20", 1.5, false),
            row("2026-02-21", 1.5, false),
        ];
        insert_all(&desk.db.write, rows).await.unwrap();
        let now = at("2026-03-02T10:00:00Z");
        let touched = thinning::thin(&desk.db, now, None).await.unwrap();
        assert_eq!(touched, 3 + 2);
        assert_eq!(thinning::thin(&desk.db, now, Some(id)).await.unwrap(), 0, "once is enough");
        let left = assessment::Entity::find().order_by_asc(assessment::Column::AssessedAt).all(&desk.db.read).await.unwrap();
        let left: Vec<_> = left.iter()
            .map(|row| (row.assessed_at.date_naive().to_string(), row.body.is_some(), row.lines.clone())).collect();
        assert_eq!(left, [
            ("2024-10-05".to_owned(), true, line(3.5)),
            ("2024-10-30".to_owned(), true, line(1.5)),
            ("2025-12-01".to_owned(), false, line(1.5)),
            ("2025-12-30".to_owned(), true, line(1.5)),
            ("2026-02-20".to_owned(), true, line(1.5)),
            ("2026-02-21".to_owned(), true, line(1.5)),
        ]);
        assert_eq!(assessment::Entity::find().count(&desk.db.read).await.unwrap(), 6);
    }
}
