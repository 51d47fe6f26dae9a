//! Accounts that stood before a batch are left behind by it: whoever comes next settles them first, with one cause each.

use std::sync::atomic::AtomicBool;

use chrono::{DateTime, TimeDelta, Utc};
use entity::enums::{ChangeCause, HealthBand, Role, TicketSeverity};
use entity::ids::AccountId;
use entity::{account, assessment, behind, standing};
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::json;
use vitrine::command::{self, Desk, Unit};
use vitrine::job;
use vitrine::store::behind::{LEFT, Lag, lag};
use vitrine::store::company;
use vitrine::sync::csv::{Report, Watch, ingest};

use super::account::length;
use super::bench::{Folder, all, shop};
use crate::as_of::{Reader, query::whole_view};
use crate::common::api::metrics;
use crate::common::made::{self, Act, at, crm, desk, grant};
use crate::common::{check, each_engine};

/// One company, and then what more is told of it: a subscription, and a case that is a crisis.
struct Shop {
    company: Folder,
    subscribed: Folder,
    whole: Folder,
}

impl Shop {
    fn new() -> Self {
        let mut tables = shop(1, 1);
        tables[1].rows.clear();
        tables[3].rows.clear();
        tables[4].rows = vec!["t0,c0.example,high,2026-03-01,".to_owned()];
        let whole = Folder::of(&tables);
        tables[4].rows.clear();
        let subscribed = Folder::of(&tables);
        tables[2].rows.clear();
        Self { company: Folder::of(&tables), subscribed, whole }
    }

    /// The company is read and assessed; its id.
    async fn opens(&self, desk: &Desk) -> AccountId {
        assert_eq!(read(desk, &self.company).await.created, 1);
        job::run_due(desk).await.unwrap();
        account::Entity::find().one(&desk.db.read).await.unwrap().unwrap().id
    }
}

/// Reads files at the desk's own time, and does nothing more.
async fn read(desk: &Desk, folder: &Folder) -> Report {
    let stop = AtomicBool::new(false);
    ingest(desk, &folder.job(&[folder.data()]), &Watch { told: &|_, _, _| {}, stop: &stop }).await.unwrap()
}

async fn row(desk: &Desk) -> account::Model {
    account::Entity::find().one(&desk.db.read).await.unwrap().unwrap()
}

async fn stands(desk: &Desk) -> (DateTime<Utc>, DateTime<Utc>) {
    let standing = standing::Entity::find().one(&desk.db.read).await.unwrap().unwrap();
    (standing.assessed_at, standing.recorded_at)
}

/// The stored assessments that were recorded at a moment, in their order.
async fn recorded(desk: &Desk, moment: DateTime<Utc>) -> Vec<assessment::Model> {
    let rows = assessment::Entity::find().order_by_asc(assessment::Column::Id).all(&desk.db.read).await.unwrap();
    rows.into_iter().filter(|row| row.recorded_at == moment).collect()
}

async fn behind(desk: &Desk) -> Vec<(DateTime<Utc>, Option<DateTime<Utc>>)> {
    let rows = behind::Entity::find().order_by_asc(behind::Column::Since).all(&desk.db.read).await.unwrap();
    rows.into_iter().map(|row| (row.since, row.until)).collect()
}

each_engine! {
    async fn a_batch_leaves_who_stood_before_it_and_the_worker_settles_with_data(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let shop = Shop::new();
        let _ = shop.opens(&desk).await;
        let (before, stood) = (row(&desk).await, stands(&desk).await);
        let stored = assessment::Entity::find().all(&desk.db.read).await.unwrap().len();
        assert_eq!(lag(&desk.db.read).await.unwrap(), Lag { accounts: 0, since: None });

        desk.clock.advance_to(at("2026-03-02T12:00:00Z"));
        for folder in [&shop.subscribed, &shop.whole] {
            assert_eq!(read(&desk, folder).await.created, 1);
        }
        let left = row(&desk).await;
        // Two batches, one account behind; what readers see is what stood.
        assert_eq!((left.epoch, left.next_review_at, left.mrr_minor), (LEFT, before.next_review_at, before.mrr_minor));
        assert_eq!(left.last_recorded_at, at("2026-03-02T12:00:00.000001Z"));
        assert_eq!(stands(&desk).await, stood);
        assert_eq!(assessment::Entity::find().all(&desk.db.read).await.unwrap().len(), stored);
        let since = at("2026-03-02T12:00:00Z");
        assert_eq!(behind(&desk).await, [(since, None)]);
        assert_eq!(lag(&desk.db.read).await.unwrap(), Lag { accounts: 1, since: Some(since) });
        // The same again writes no entry and settles nothing.
        let told = length(&desk.db).await;
        let again = read(&desk, &shop.whole).await;
        assert_eq!(again.unchanged, all(&again));
        assert_eq!((length(&desk.db).await, row(&desk).await), (told, left));

        desk.clock.advance_to(at("2026-03-02T12:30:00Z"));
        let told = metrics(&desk).await;
        assert!(told.contains("\nvitrine_accounts_behind 1\n"), "{told}");
        assert!(told.contains("\nvitrine_accounts_behind_seconds 1800\n"), "{told}");
        job::run_due(&desk).await.unwrap();
        let moment = at("2026-03-02T12:30:00Z");
        let settled = recorded(&desk, moment).await;
        let causes: Vec<_> = settled.iter().map(|row| (row.cause, row.assessed_at)).collect();
        assert_eq!(causes, [(ChangeCause::Data, moment)]);
        assert_eq!(behind(&desk).await, [(since, Some(moment))]);
        let now = row(&desk).await;
        assert_eq!(now.epoch, company::epoch(&desk.db.read).await.unwrap());
        assert_eq!((now.health_band, now.mrr_minor.is_some()), (Some(settled[0].band), true));
        assert_eq!(lag(&desk.db.read).await.unwrap(), Lag { accounts: 0, since: None });
        let told = metrics(&desk).await;
        assert!(told.contains("\nvitrine_accounts_behind 0\n"), "{told}");
        assert!(told.contains("\nvitrine_accounts_behind_seconds 0\n"), "{told}");
        assert_eq!(check::invariants(&desk.db).await, 1);
    }

    async fn reviews_that_were_due_see_the_facts_from_before_the_batch(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let shop = Shop::new();
        let _ = shop.opens(&desk).await;
        let before = row(&desk).await;
        desk.clock.advance_to(at("2026-03-05T09:00:00Z"));
        read(&desk, &shop.whole).await;
        let batch = at("2026-03-05T09:00:00Z");
        assert_eq!(stands(&desk).await, (at("2026-03-05T00:00:00Z"), batch));
        assert!(recorded(&desk, batch).await.iter().all(|row| row.cause == ChangeCause::Time));
        let left = row(&desk).await;
        assert_eq!((left.epoch, left.health_score, left.mrr_minor), (LEFT, before.health_score, before.mrr_minor));
        assert_eq!(behind(&desk).await, [(batch, None)]);

        // The next review comes after the batch: its facts were there before it.
        desk.clock.advance_to(at("2026-03-06T08:00:00Z"));
        job::run_due(&desk).await.unwrap();
        let moment = at("2026-03-06T08:00:00Z");
        let midnight = at("2026-03-06T00:00:00Z");
        let rows = recorded(&desk, moment).await;
        assert_eq!((rows[0].cause, rows[0].assessed_at), (ChangeCause::Data, midnight - TimeDelta::microseconds(1)));
        assert!(rows[1..].iter().all(|row| (row.cause, row.assessed_at) == (ChangeCause::Time, midnight)));
        assert_eq!(stands(&desk).await, (midnight, moment));

        // Behind again, and a review that was due before the next batch: the first batch is settled, then comes the
        // review, and then it is left again.
        shop.whole.write("data/cases.csv", "id,domain,priority,opened,closed\nt0,c0.example,high,2026-03-01,2026-03-06\n");
        read(&desk, &shop.whole).await;
        desk.clock.advance_to(at("2026-03-07T08:00:00Z"));
        shop.whole.write("data/cases.csv", "id,domain,priority,opened,closed\nt1,c0.example,high,2026-03-07,\n");
        read(&desk, &shop.whole).await;
        let moment = at("2026-03-07T08:00:00Z");
        let midnight = at("2026-03-07T00:00:00Z");
        let rows = recorded(&desk, moment).await;
        assert_eq!((rows[0].cause, rows[0].assessed_at), (ChangeCause::Data, midnight - TimeDelta::microseconds(1)));
        assert!(rows[1..].iter().all(|row| (row.cause, row.assessed_at) == (ChangeCause::Time, midnight)));
        let open: Vec<_> = behind(&desk).await.into_iter().filter(|(_, until)| until.is_none()).collect();
        assert_eq!(open, [(moment, None)]);
        assert_eq!(row(&desk).await.epoch, LEFT);
        job::run_due(&desk).await.unwrap();
        assert_eq!(check::invariants(&desk.db).await, 1);
    }

    async fn another_write_settles_first(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let shop = Shop::new();
        let id = shop.opens(&desk).await;
        desk.clock.advance_to(at("2026-03-02T12:00:00Z"));
        read(&desk, &shop.whole).await;
        desk.clock.advance_to(at("2026-03-02T13:00:00Z"));
        let moment = at("2026-03-02T13:00:00Z");
        let write = Act(|unit: &mut Unit| {
            let ticket = made::ticket(unit, id, "T-9", TicketSeverity::Sev3);
            unit.put(grant(), None, ticket);
        });
        desk.unit(crm(), [id], &write).await.unwrap();
        let rows = recorded(&desk, moment).await;
        let of: Vec<_> = rows.iter().map(|row| (row.cause, row.assessed_at, row.body.is_some())).collect();
        // What the batch left stood for no moment: its lines are kept, apart from those of the write.
        assert_eq!(of, [(ChangeCause::Data, moment, false), (ChangeCause::Data, moment, true)]);
        assert!(rows[0].score == Some(0) && rows[1].score > Some(0), "{rows:?}");
        assert_eq!(behind(&desk).await, [(at("2026-03-02T12:00:00Z"), Some(moment))]);
        assert_eq!(row(&desk).await.epoch, company::epoch(&desk.db.read).await.unwrap());
        assert_eq!(check::invariants(&desk.db).await, 1);
    }

    async fn a_new_policy_is_told_apart_from_what_a_batch_left(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let shop = Shop::new();
        let _ = shop.opens(&desk).await;
        desk.clock.advance_to(at("2026-03-02T12:00:00Z"));
        read(&desk, &shop.whole).await;
        let fragment = json!({ "currency": "EUR" });
        command::policy::apply(&desk, crm(), grant(), &fragment, Some("Euros")).await.unwrap();
        desk.clock.advance_to(at("2026-03-02T13:00:00Z"));
        job::run_due(&desk).await.unwrap();
        let rows = recorded(&desk, at("2026-03-02T13:00:00Z")).await;
        let of: Vec<_> = rows.iter().map(|row| (row.cause, row.policy_version)).collect();
        assert_eq!(of, [(ChangeCause::Data, 1), (ChangeCause::Policy, 2)]);
        assert_eq!((rows[0].score, rows[0].logged), (Some(0), true));
    }

    async fn as_of_a_moment_in_between_it_is_what_readers_saw(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let shop = Shop::new();
        let id = shop.opens(&desk).await.to_string();
        desk.clock.advance_to(at("2026-03-02T12:00:00Z"));
        read(&desk, &shop.whole).await;
        let reader = Reader::new(&desk);
        let view = whole_view();
        let today = format!("query($id: ID!) {{ account(by: {{id: $id}}) {{ {view} }} }}");
        let then = format!("query($id: ID!, $at: DateTime!) {{ account(by: {{id: $id}}, asOf: $at) {{ {view} }} }}");
        let seen = reader.ask(Role::Admin, &today, json!({"id": id})).await;
        let left = row(&desk).await.last_recorded_at;
        desk.clock.advance_to(at("2026-03-02T12:30:00Z"));
        job::run_due(&desk).await.unwrap();
        let settled = reader.ask(Role::Admin, &today, json!({"id": id})).await;
        assert_ne!(seen, settled);
        for (moment, expected) in [(left, &seen), (row(&desk).await.last_recorded_at, &settled)] {
            let back = reader.ask(Role::Admin, &then, json!({"id": id, "at": moment})).await;
            assert_eq!(serde_json::to_string(&back).unwrap(), serde_json::to_string(expected).unwrap());
        }
        assert_ne!(row(&desk).await.health_band, Some(HealthBand::Green));
    }

    async fn an_account_that_goes_while_it_is_behind_is_behind_no_more(database) {
        let desk = desk(&database, at("2026-03-02T10:00:00Z")).await;
        let shop = Shop::new();
        let id = shop.opens(&desk).await;
        desk.clock.advance_to(at("2026-03-02T12:00:00Z"));
        read(&desk, &shop.whole).await;
        let delete = Act(|unit: &mut Unit| {
            let account = unit.account(id).unwrap().clone();
            unit.delete(grant(), account);
        });
        desk.unit(crm(), [id], &delete).await.unwrap();
        job::run_due(&desk).await.unwrap();
        assert_eq!(lag(&desk.db.read).await.unwrap(), Lag { accounts: 0, since: None });
        assert!(behind::Entity::find().all(&desk.db.read).await.unwrap().iter().all(|row| row.account_id != id));
    }
}
