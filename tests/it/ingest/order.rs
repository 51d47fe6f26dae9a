//! The order of files and rows, how often a row stands there and how the input is cut change nothing.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use vitrine::store::Db;

use super::account::{facts, length, same};
use super::bench::{Folder, Table, all, another, shop};
use crate::common::each_engine;

/// How an input is turned upside down.
#[derive(Clone, Debug)]
struct Turned {
    /// The places of all rows, by chance, of each file.
    places: Vec<Vec<usize>>,
    /// Rows that stand twice.
    doubled: Vec<usize>,
    /// Into how many files each is cut.
    pieces: usize,
    /// Which of the files are read once beforehand.
    first: usize,
}

fn turned(tables: &[Table]) -> impl Strategy<Value = Turned> + use<> {
    let places: Vec<_> =
        tables.iter().map(|table| Just((0..table.rows.len()).collect::<Vec<_>>()).prop_shuffle()).collect();
    (places, prop::collection::vec(0..200_usize, 0..40), 1..4_usize, 0..6_usize)
        .prop_map(|(places, doubled, pieces, first)| Turned { places, doubled, pieces, first })
}

impl Turned {
    fn turn(&self, tables: &[Table]) -> Vec<Table> {
        let mut files = Vec::new();
        for (table, places) in tables.iter().zip(&self.places) {
            let mut rows: Vec<String> = places.iter().map(|place| table.rows[*place].clone()).collect();
            for place in &self.doubled {
                let again = rows[place % rows.len()].clone();
                rows.insert((place * 7) % rows.len(), again);
            }
            let size = rows.len().div_ceil(self.pieces);
            for (number, rows) in rows.chunks(size).enumerate() {
                // The last piece has the name that sorts first.
                let name = format!("{}-{}", table.name, 9 - number);
                files.push(Table { name, header: table.header, rows: rows.to_vec() });
            }
        }
        files
    }
}

const CASES: usize = 6;

each_engine! {
    async fn shuffled_doubled_and_cut_it_is_the_same(database) {
        let tables = shop(9, 24);
        let tidy = Folder::of(&tables);
        let report = tidy.ingest(&database.url).await;
        assert_eq!((report.created, &report.rejects), (all(&report), &None));
        let db = Db::connect(&database.url).await.unwrap();
        let expected = facts(&db).await;
        assert!(expected.len() > 90, "{}", expected.len());
        // Of two rows of one company the one that was known later counts.
        assert_eq!(expected["Account c4"][0]["name"], "Company 4 Ltd");
        let mut runner = TestRunner::new(Config::default());
        for _ in 0..CASES {
            let turned = turned(&tables).new_tree(&mut runner).unwrap().current();
            let files = turned.turn(&tables);
            let folder = Folder::of(&files);
            let other = another(&database).await;
            let some: Vec<_> = files.iter().step_by(2).take(turned.first).map(|file| folder.path(&format!("data/{}.csv", file.name))).collect();
            if !some.is_empty() {
                folder.ingest_of(&other.url, &some).await;
            }
            let report = folder.ingest(&other.url).await;
            assert_eq!((report.rejected, report.pending), (0, 0), "{turned:?}");
            let db = Db::connect(&other.url).await.unwrap();
            same(&expected, &facts(&db).await);
            let before = length(&db).await;
            let again = folder.ingest(&other.url).await;
            assert_eq!(again.unchanged, all(&again), "{turned:?} {again:?}");
            assert_eq!(length(&db).await, before, "the second run wrote to the log");
        }
    }
}
