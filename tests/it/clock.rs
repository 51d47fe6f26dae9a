//! A clock that is ahead: the node's, or that of whoever wrote the log.

use std::io::{BufRead, BufReader};
use std::process::{Output, Stdio};

use chrono::{DateTime, TimeDelta, Utc};
use entity::enums::{ActorKind, TicketSeverity};
use entity::ids::AccountId;
use entity::{account, change};
use http_body_util::BodyExt;
use sea_orm::{EntityTrait, PaginatorTrait, QueryOrder};
use serde_json::{Value, json};
use vitrine::clock::{Clock, machine_now};
use vitrine::command::{Desk, Unit};
use vitrine::error::AppError;
use vitrine::store::{Db, Engine};

use crate::common::api::{TestApp, metrics};
use crate::common::made::{self, Act, accounts, crm, desk, grant};
use crate::common::server::vitrine;
use crate::common::{check, each_engine};

const UPSERT: &str = "mutation($input: AccountsUpsertInput!) { accountsUpsert(input: $input) { results { outcome } } }";

each_engine! {
    async fn a_node_whose_clock_is_ahead_writes_nothing_and_goes_on_reading(database) {
        let postgres = !database.url.starts_with("sqlite");
        let clock = Clock::going_from(machine_now() + TimeDelta::minutes(10));
        let app = TestApp::over(database, clock, Some(TimeDelta::minutes(2))).await;
        let crm = app.integration("crm", &["write:accounts", "read:accounts"]);
        let record = json!({"externalId": "a", "name": "Acme", "status": "CUSTOMER"});
        let response = crm.respond(UPSERT, json!({"input": {"system": "crm", "records": [record]}})).await;
        let (status, after) = (response.status().as_u16(), response.headers().get("retry-after").cloned());
        let body: Value = serde_json::from_slice(&response.into_body().collect().await.unwrap().to_bytes()).unwrap();
        let written = account::Entity::find().count(&app.desk.db.read).await.unwrap();
        let ready = app.get("/readyz").await;
        let told = metrics(&app.desk).await;
        let gauge = told.lines().find_map(|line| line.strip_prefix("vitrine_clock_ahead_seconds "));
        if postgres {
            assert_eq!((status, after.unwrap().to_str().unwrap()), (503, "1"), "{body}");
            assert_eq!(body["errors"][0]["extensions"]["code"], "UNAVAILABLE", "{body}");
            assert_eq!((&body["data"]["accountsUpsert"], written), (&Value::Null, 0));
            assert_eq!(ready.0, 200);
            assert!(ready.1.starts_with("ready; its clock is ") && ready.1.contains(" s ahead of the database's"), "{}", ready.1);
            let ahead: f64 = gauge.unwrap().parse().unwrap();
            assert!((590.0..610.0).contains(&ahead), "{ahead}");
        } else {
            assert_eq!((status, body["data"]["accountsUpsert"]["results"][0]["outcome"].as_str()), (200, Some("CREATED")));
            assert_eq!((ready, gauge, written), ((200, "ready\n".to_owned()), None, 1));
        }
        let read = app.actor(entity::enums::Role::Cs).gql("{ accounts { nodes { name } } }", json!({})).await;
        assert!(read.body["data"]["accounts"]["nodes"].is_array(), "{}", read.body);
    }

    async fn a_clock_that_is_moved_on_purpose_is_held_to_none(database) {
        let far = machine_now() + TimeDelta::days(400);
        for clock in [Clock::set(far), Clock::going_from(far)] {
            let desk = Desk::open(Db::connect(&database.url).await.unwrap(), clock).await.unwrap();
            assert_eq!(desk.ahead(), None);
            accounts(&desk, 1).await;
        }
        let desk = Desk::open(Db::connect(&database.url).await.unwrap(), Clock::machine()).await.unwrap();
        assert_eq!(desk.ahead(), Some(TimeDelta::minutes(2)));
    }

    async fn a_log_that_lies_ahead_is_told_and_can_be_accepted(database) {
        let postgres = !database.url.starts_with("sqlite");
        // Somebody's clock was ten days ahead.
        let wrong = desk(&database, machine_now() + TimeDelta::days(10)).await;
        let ids = accounts(&wrong, 2).await;
        let node = Desk::open(wrong.db.clone(), Clock::machine()).await.unwrap();
        let before = last_of(&node, ids[0]).await;
        let done = write(&node, ids[0], "T-1").await;
        if postgres {
            assert!(matches!(done, Err(AppError::ClockAhead(_))), "{done:?}");
            assert_eq!(last_of(&node, ids[0]).await, before);
        } else {
            done.unwrap();
        }

        let doctor = |words: &[&str]| {
            let words = [&["doctor", "--format", "json", "--database-url", &database.url], words].concat();
            vitrine().args(words).output().unwrap()
        };
        let told = doctor(&[]);
        let text = found(&told, "log")["text"].as_str().unwrap().to_owned();
        assert_eq!((told.status.code(), &found(&told, "log")["ok"]), (Some(1), &json!(false)));
        assert!(text.contains("ahead") && text.contains("vitrine doctor --accept-clock"), "{text}");

        let latest = last_of(&node, ids[0]).await.max(last_of(&node, ids[1]).await);
        let accepted = doctor(&["--accept-clock"]);
        assert_eq!(accepted.status.code(), Some(0), "{}", String::from_utf8_lossy(&accepted.stdout));
        assert!(found(&accepted, "log")["text"].as_str().unwrap().contains("was accepted"));
        let entry = change::Entity::find().order_by_desc(change::Column::Seq).one(&node.db.read).await.unwrap().unwrap();
        assert_eq!((entry.actor.kind, entry.cause.as_deref()), (ActorKind::System, Some("accept-clock")));
        assert_eq!(entry.recorded_at, latest + TimeDelta::microseconds(1));
        assert!(entry.position.is_some());

        for (number, &id) in ids.iter().chain(&ids).enumerate() {
            let before = last_of(&node, id).await;
            write(&node, id, &format!("A-{number}")).await.unwrap();
            assert_eq!(last_of(&node, id).await, before + TimeDelta::microseconds(1));
        }
        // What was accepted is no leave to go further ahead.
        let clock = Clock::going_from(machine_now() + TimeDelta::days(20));
        let another = Desk::open(node.db.clone(), clock).await.unwrap().ahead_at_most(node.ahead());
        assert_eq!(write(&another, ids[0], "B").await.is_err(), node.db.engine == Engine::Postgres);

        let entries = change::Entity::find().count(&node.db.read).await.unwrap();
        doctor(&["--accept-clock"]);
        let after = change::Entity::find().count(&node.db.read).await.unwrap();
        // On SQLite the node above went further ahead, and that is accepted anew.
        assert_eq!(after - entries, u64::from(!postgres));
        check::invariants(&node.db).await;
    }
}

async fn write(desk: &Desk, id: AccountId, key: &str) -> Result<(), AppError> {
    let work = Act(|unit: &mut Unit| {
        let ticket = made::ticket(unit, id, key, TicketSeverity::Sev2);
        unit.put(grant(), None, ticket);
    });
    desk.unit(crm(), [id], &work).await
}

async fn last_of(desk: &Desk, id: AccountId) -> DateTime<Utc> {
    account::Entity::find_by_id(id).one(&desk.db.read).await.unwrap().unwrap().last_recorded_at
}

/// What a check of the doctor found.
fn found(output: &Output, what: &str) -> Value {
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    report["findings"].as_array().unwrap().iter().find(|found| found["what"] == what).unwrap().clone()
}

#[test]
fn a_start_long_after_the_last_entry_is_warned_about_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    for (days, warned) in [(31, true), (29, false)] {
        let url = format!("sqlite://{}", folder.path().join(format!("{days}.db")).display());
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let db = Db::connect(&url).await.unwrap();
            db.migrate_up().await.unwrap();
            let clock = Clock::set(machine_now() - TimeDelta::days(days) - TimeDelta::hours(1));
            accounts(&Desk::open(db.clone(), clock).await.unwrap(), 1).await;
            db.close().await.unwrap();
        });
        let mut command = vitrine();
        command.args(["serve", "--listen", "127.0.0.1:0", "--database-url", &url]).stdout(Stdio::null());
        let mut server = command.stderr(Stdio::piped()).spawn().unwrap();
        let log = BufReader::new(server.stderr.take().unwrap()).lines().map(Result::unwrap);
        let begun: Vec<String> = log.take_while(|line| !line.contains("\"listening\"")).collect();
        server.kill().unwrap();
        server.wait().unwrap();
        let told = begun.iter().any(|line| line.contains("WARN") && line.contains("the last entry is long ago"));
        assert_eq!(told, warned, "{days} days: {begun:#?}");
    }
}
