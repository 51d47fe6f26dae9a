//! Ctrl-C in the middle, then the same command again: what was committed stays, and the end is that of a clean run.

use std::process::{Command, Stdio};

use chrono::{DateTime, Utc};
use entity::change;
use sea_orm::{EntityTrait, QueryOrder};
use uuid::Uuid;
use vitrine::store::Db;

use super::account::{assessments, facts, log, same};
use super::bench::{Folder, another, shop};
use super::cut::{command, grown};
use crate::common::{check, each_engine};

/// The ids of all entries of a log, in their order.
async fn entries(db: &Db) -> Vec<Uuid> {
    let entries = change::Entity::find().order_by_asc(change::Column::Seq).all(&db.read).await.unwrap();
    entries.into_iter().map(|entry| entry.id.0).collect()
}

/// Interrupts the command once the log has grown by so much, and checks how it ends.
async fn interrupted(folder: &Folder, url: &str, replay: bool, growth: u64) {
    let mut process = command(folder, url, replay).stderr(Stdio::piped()).spawn().unwrap();
    assert!(grown(&mut process, url, growth).await, "the run ended before it could be interrupted");
    assert!(Command::new("kill").args(["-INT", &process.id().to_string()]).status().unwrap().success());
    let ended = process.wait_with_output().unwrap();
    let told = String::from_utf8(ended.stderr).unwrap();
    // It ended by itself, with the code of what was broken off.
    assert_eq!(ended.status.code(), Some(1), "{told}");
    assert!(told.contains("stopping after the records under way"), "{told}");
    assert!(told.contains("what was committed stays; the same command goes on from there"), "{told}");
}

/// Interrupts, goes on, and gives the database.
async fn gone_on(folder: &Folder, url: &str, replay: bool, growth: u64) -> Db {
    interrupted(folder, url, replay, growth).await;
    let db = Db::connect(url).await.unwrap();
    let committed = entries(&db).await;
    assert!(committed.len() as u64 >= growth);
    assert!(command(folder, url, replay).status().unwrap().success());
    let all = entries(&db).await;
    assert!(all.len() > committed.len(), "the run was interrupted after its last record");
    assert_eq!(all[..committed.len()], committed[..]);
    db
}

each_engine! {
    async fn an_ingest_that_was_interrupted_goes_on_to_a_clean_end(database) {
        let folder = Folder::of(&shop(40, 90));
        let one = gone_on(&folder, &database.url, false, 1).await;
        let other = another(&database).await;
        assert!(command(&folder, &other.url, false).status().unwrap().success());
        same(&facts(&Db::connect(&other.url).await.unwrap()).await, &facts(&one).await);
        assert_eq!(check::invariants(&one).await, 40);
    }

    async fn a_replay_that_was_interrupted_goes_on_to_a_clean_end(database) {
        let folder = Folder::of(&shop(8, 60));
        let one = gone_on(&folder, &database.url, true, 60).await;
        let other = another(&database).await;
        folder.replay(&other.url).await.unwrap();
        let two = Db::connect(&other.url).await.unwrap();
        same(&facts(&two).await, &facts(&one).await);
        let end: DateTime<Utc> = "2100-01-01T00:00:00Z".parse().unwrap();
        same(&log(&two, end).await, &log(&one, end).await);
        same(&assessments(&two).await, &assessments(&one).await);
        assert_eq!(check::invariants(&one).await, 8);
    }
}
