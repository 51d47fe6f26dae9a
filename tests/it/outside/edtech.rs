//! Schools and their renewals: a mapping, no code.

use vitrine::store::Db;

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
        same(&facts(&db).await, &facts(&Db::connect(&other.url).await.unwrap()).await);
    }
}
