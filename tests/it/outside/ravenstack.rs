//! RavenStack through its mapping: read at once, twice, in any order; and told again.

use entity::{change, usage};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use vitrine::cli::backtest::Question;
use vitrine::store::Db;

use super::proof::{areas, proof};
use super::{covered, data, job, read, standings, tell};
use crate::common::{TestDatabase, each_engine, on_a_deep_stack};
use crate::ingest::account::{facts, length, same};
use crate::ingest::bench::{all, another};

/// The end of what the files tell of.
const END: &str = "2025-01-01T00:00:00Z";
/// Accounts, features, subscriptions, usage rows, tickets, answers, outcomes, refunds.
const RECORDS: u64 = 500 + 40 + 5_000 + 25_000 + 2_000 + 1_175 + 600 + 142;

async fn is_the_true_view(db: &Db) {
    let standings = standings(db).await;
    assert_eq!(standings.values().sum::<usize>(), 500);
    assert!(standings.keys().all(|word| word.contains("Unknown") && word.contains("Unproven")), "{standings:?}");
    let (coverage, risks) = covered(db).await;
    assert!((0.15..0.35).contains(&coverage), "{coverage}");
    assert!(risks["BLIND"] > 250, "{risks:?}");
}

each_engine! {
    async fn read_twice_and_in_any_order_it_is_the_same(database) {
        let folder = data("ravenstack");
        let files = job("ravenstack", &folder);
        let report = read(&database.url, &files, END.parse().unwrap()).await;
        assert_eq!((report.created, all(&report)), (RECORDS, RECORDS), "{report:?}");
        let db = Db::connect(&database.url).await.unwrap();
        is_the_true_view(&db).await;
        let before = length(&db).await;
        let again = read(&database.url, &files, END.parse().unwrap()).await;
        assert_eq!((again.unchanged, all(&again)), (RECORDS, RECORDS), "{again:?}");
        assert_eq!(length(&db).await, before, "the second run wrote to the log");

        let turned = tempfile::tempdir().unwrap();
        for file in &files.files {
            let text = std::fs::read_to_string(&file.path).unwrap();
            let mut lines: Vec<&str> = text.lines().collect();
            lines[1..].reverse();
            std::fs::write(turned.path().join(file.path.file_name().unwrap()), lines.join("\r\n")).unwrap();
        }
        let other = another(&database).await;
        read(&other.url, &job("ravenstack", turned.path()), END.parse().unwrap()).await;
        same(&facts(&db).await, &facts(&Db::connect(&other.url).await.unwrap()).await);
    }
}

#[test]
fn told_again_it_is_what_was_known_then() {
    on_a_deep_stack(|| async {
        let database = TestDatabase::sqlite().await;
        let files = job("ravenstack", &data("ravenstack"));
        let report = tell(&database.url, &files).await;
        assert_eq!((report.rejected, report.pending), (0, 0), "{report:?}");
        let db = Db::connect(&database.url).await.unwrap();
        is_the_true_view(&db).await;
        assert!(length(&db).await.1 < Some(END.parse().unwrap()));
        // Usage of days before its account signed up is recorded with it, or later.
        let accounts = entity::account::Entity::find().all(&db.read).await.unwrap();
        let mut early = 0;
        for account in accounts {
            let rows =
                usage::Entity::find().filter(usage::Column::AccountId.eq(account.id)).all(&db.read).await.unwrap();
            assert!(rows.iter().all(|row| row.recorded_at >= account.recorded_at));
            early += rows.iter().filter(|row| Some(row.from) < account.started_on).count();
        }
        assert_eq!(early, 13_198);
        // Nobody knew the flag before the last day.
        let flags =
            change::Entity::find().filter(change::Column::RecordType.eq("Account")).order_by_asc(change::Column::Seq);
        let flags =
            flags.all(&db.read).await.unwrap().into_iter().filter(|entry| {
                entry.after.as_ref().is_some_and(|after| after["attributes"].get("churnFlag").is_some())
            });
        assert!(flags.map(|entry| entry.recorded_at.date_naive().to_string()).all(|day| day == "2024-12-31"));
        let (entries, before) = (change::Entity::find().count(&db.read).await.unwrap(), length(&db).await);
        println!("{entries} entries of the log");
        let again = tell(&database.url, &files).await;
        assert_eq!((again.unchanged, length(&db).await), (all(&report), before));
        // Its outcomes are noise: who foretells them has seen them.
        let question = Question { at: Some(90), snapshot: false, others_kept: true };
        let file = data("ravenstack").join("ravenstack_accounts.csv");
        let words = ["--key", "account_id", "--ignore", "account_name,signup_date,churn_flag"];
        let found = proof(&db, question, &file, &words).await;
        let ((_, score, _), columns) = areas(&found);
        assert!((0.4..=0.6).contains(&score) && (0.4..=0.6).contains(&columns), "{score}, {columns}");
        // What is true at the end is what is true of all read at once.
        let other = TestDatabase::sqlite().await;
        read(&other.url, &files, END.parse().unwrap()).await;
        same(&facts(&Db::connect(&other.url).await.unwrap()).await, &facts(&db).await);
    });
}
