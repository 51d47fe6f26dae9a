//! Rows in bulk come back as they were written, whatever stands in them and however many they are.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use entity::enums::{RenewalInfluence, Seniority};
use entity::ids::{AccountId, ContactId, UsageId};
use entity::values::Consents;
use entity::{contact, usage};
use sea_orm::{EntityTrait, PaginatorTrait, QueryOrder};
use serde_json::json;
use uuid::Uuid;
use vitrine::registry::{insert_all, upsert_all};
use vitrine::store::Db;

use crate::common::each_engine;

/// What an array, a row or JSON might take for something of its own.
const TEXTS: [&str; 16] = [
    "",
    " ",
    "NULL",
    "null",
    "{}",
    "},{",
    "a,b",
    "\"",
    "\\",
    "\\\"\\",
    "it's",
    "$1",
    "\n\t\r",
    "\u{7f}\u{1}",
    "Zoë 🦀",
    "(1)",
];

/// More than one statement takes, on either engine.
const ROWS: usize = 8_000;

fn account(index: usize) -> AccountId {
    AccountId(Uuid::from_u128(index as u128 % 3))
}

fn number(index: usize) -> i64 {
    i64::try_from(index).unwrap()
}

fn moment(index: usize) -> DateTime<Utc> {
    let first: DateTime<Utc> = "1900-01-01T00:00:00Z".parse().unwrap();
    first + TimeDelta::days(number(index) % 1_800 * 60) + TimeDelta::microseconds(number(index))
}

fn contacts(version: i32) -> Vec<contact::Model> {
    let text = |index: usize| TEXTS[index % TEXTS.len()].to_owned();
    let row = |index: usize| contact::Model {
        account_id: account(index),
        id: ContactId(Uuid::from_u128(index as u128)),
        system: text(index + 1),
        external_id: index.to_string(),
        name: text(index),
        title: (!index.is_multiple_of(3)).then(|| text(index)),
        email: index.is_multiple_of(5).then(|| text(index + 2)),
        phone: None,
        seniority: Seniority::ALL[index % Seniority::ALL.len()],
        renewal_influence: RenewalInfluence::ALL[index % RenewalInfluence::ALL.len()],
        consents: Consents::default(),
        left_at: index.is_multiple_of(2).then(|| moment(index)),
        attributes: json!({ "text": text(index), text(index): [null, -1.5, true, { "deep": text(index + 3) }] }),
        version,
        recorded_at: moment(index + 1),
        updated_at: moment(index + 2),
    };
    (0..ROWS).map(row).collect()
}

fn uses() -> Vec<usage::Model> {
    let row = |index: usize| usage::Model {
        account_id: account(index),
        id: UsageId(Uuid::from_u128(index as u128)),
        recorded_at: moment(index),
        system: "crm".to_owned(),
        external_id: index.to_string(),
        from: NaiveDate::from_ymd_opt(2024, 2, 29).unwrap(),
        to: NaiveDate::from_ymd_opt(2199, 12, 31).unwrap(),
        user: None,
        feature: None,
        uses: index.is_multiple_of(2).then_some(i64::MAX - number(index)),
        sessions: Some(-number(index)),
        seconds: Some(i64::MIN),
        active_users: None,
        version: i32::MIN,
        ended_at: None,
    };
    (0..ROWS).map(row).collect()
}

async fn stored(db: &Db) -> Vec<contact::Model> {
    contact::Entity::find().order_by_asc(contact::Column::Id).all(&db.read).await.unwrap()
}

each_engine! {
    async fn they_come_back_as_they_were_written(database) {
        let db = Db::connect(&database.url).await.unwrap();
        insert_all(&db.write, contacts(1)).await.unwrap();
        assert_eq!(stored(&db).await, contacts(1));
        insert_all(&db.write, uses()).await.unwrap();
        let found = usage::Entity::find().order_by_asc(usage::Column::Id).all(&db.read).await.unwrap();
        assert_eq!(found, uses());
        insert_all(&db.write, Vec::<usage::Model>::new()).await.unwrap();
    }

    async fn what_is_written_again_is_written_over(database) {
        let db = Db::connect(&database.url).await.unwrap();
        insert_all(&db.write, contacts(1).into_iter().step_by(2).collect()).await.unwrap();
        upsert_all(&db.write, contacts(2)).await.unwrap();
        assert_eq!(stored(&db).await, contacts(2));
    }

    async fn a_key_that_is_taken_is_an_error(database) {
        let db = Db::connect(&database.url).await.unwrap();
        insert_all(&db.write, contacts(1).into_iter().take(1).collect()).await.unwrap();
        let tx = db.begin_write().await.unwrap();
        let again = insert_all(&tx, contacts(2).into_iter().take(9).collect()).await;
        assert!(again.is_err(), "{again:?}");
        tx.rollback().await.unwrap();
        assert_eq!(contact::Entity::find().count(&db.read).await.unwrap(), 1);
    }
}
