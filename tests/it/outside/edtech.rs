//! Schools and their renewals: a mapping, no code.

use vitrine::cli::backtest::Question;
use vitrine::store::Db;

use super::proof::{areas, proof};
use super::{covered, data, job, read, standings, tell};
use crate::common::each_engine;
use crate::ingest::account::{facts, length, same};
use crate::ingest::bench::{all, another};

each_engine! {
    async fn read_and_told_again_it_is_the_same(database) {
        let files = job("edtech-renewals", &data("edtech-renewals"));
        let report = read(&database.url, &files, "2026-01-01T00:00:00Z".parse().unwrap()).await;
        // Schools, lines, contacts, five events and plans as features, weeks, plans, renewals, expansions.
        assert_eq!((report.created, all(&report)), (15 + 15 + 138 + 6 + 2_704 + 989 + 68 + 16, report.created), "{report:?}");
        let db = Db::connect(&database.url).await.unwrap();
        standings(&db).await;
        covered(&db).await;
        let before = length(&db).await;
        let again = read(&database.url, &files, "2026-01-01T00:00:00Z".parse().unwrap()).await;
        assert_eq!((again.unchanged, length(&db).await), (report.created, before));
        let other = another(&database).await;
        let told = tell(&other.url, &files).await;
        assert_eq!((told.rejected, told.pending), (0, 0), "{told:?}");
        let replayed = Db::connect(&other.url).await.unwrap();
        same(&facts(&db).await, &facts(&replayed).await);
        let question = Question { at: Some(90), snapshot: false, others_kept: false };
        let ignored = "user_id,due_date,churn_reason,arr_usd,expansion_usd";
        let words = ["--key", "renewal_id", "--target", "outcome=churned", "--ignore", ignored];
        let found = proof(&replayed, question, &data("edtech-renewals").join("renewals.csv"), &words).await;
        assert!((10..=68).contains(&found.findings.cases), "{}", found.findings.cases);
        let ((low, score, high), _) = areas(&found);
        assert!(low < score && score < high && high - low > 0.15, "{low} to {high}");
    }
}
