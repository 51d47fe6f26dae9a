//! kill -9 in the middle, then the same command again: what stands is what one clean run leaves.

use std::process::{Child, Command, Stdio};

use chrono::{DateTime, Utc};
use sea_orm::{EntityTrait, PaginatorTrait};
use vitrine::store::Db;

use super::account::{assessments, facts, log, same};
use super::bench::{Folder, another, shop, text};
use crate::common::server::vitrine;
use crate::common::{check, each_engine};

/// How often each run is killed.
const KILLS: u64 = 3;

/// The command over a folder.
pub(super) fn command(folder: &Folder, url: &str, replay: bool) -> Command {
    let mut command = vitrine();
    command.args(["ingest", "csv", "--mapping", text(&folder.path("mapping.toml")), "--database-url", url]);
    command.args(["--rejects", text(&folder.path("rejects.jsonl"))]).args(replay.then_some("--replay"));
    command.arg(folder.data()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Waits until the log of the command's database has grown by so much; says whether the command still runs.
pub(super) async fn grown(process: &mut Child, url: &str, entries: u64) -> bool {
    let db = Db::connect(url).await.unwrap();
    let length = || async { entity::change::Entity::find().count(&db.read).await.unwrap() };
    let before = length().await;
    while length().await < before + entries {
        if process.try_wait().unwrap().is_some() {
            return false;
        }
        tokio::task::yield_now().await;
    }
    true
}

/// Kills the command once its database's log has grown by so much; says whether that was in its middle.
async fn killed(mut process: Child, url: &str, entries: u64) -> bool {
    if !grown(&mut process, url, entries).await {
        return false;
    }
    process.kill().unwrap();
    !process.wait().unwrap().success()
}

async fn through_kills(folder: &Folder, url: &str, replay: bool, entries: u64) {
    let mut in_the_middle = 0;
    for _ in 0..KILLS {
        let process = command(folder, url, replay).spawn().unwrap();
        in_the_middle += u64::from(killed(process, url, entries).await);
    }
    assert!(in_the_middle > 0, "no run was killed in its middle");
    let status = command(folder, url, replay).status().unwrap();
    assert!(status.success(), "{status}");
}

each_engine! {
    async fn an_ingest_that_was_killed_ends_as_a_clean_one(database) {
        let folder = Folder::of(&shop(40, 90));
        through_kills(&folder, &database.url, false, 1).await;
        let other = another(&database).await;
        assert!(command(&folder, &other.url, false).status().unwrap().success());
        let (one, two) = (Db::connect(&database.url).await.unwrap(), Db::connect(&other.url).await.unwrap());
        same(&facts(&two).await, &facts(&one).await);
        assert_eq!(check::invariants(&one).await, 40);
    }

    async fn a_replay_that_was_killed_ends_as_a_clean_one(database) {
        let folder = Folder::of(&shop(8, 60));
        through_kills(&folder, &database.url, true, 60).await;
        let other = another(&database).await;
        folder.replay(&other.url).await.unwrap();
        let (one, two) = (Db::connect(&database.url).await.unwrap(), Db::connect(&other.url).await.unwrap());
        same(&facts(&two).await, &facts(&one).await);
        let end: DateTime<Utc> = "2100-01-01T00:00:00Z".parse().unwrap();
        same(&log(&two, end).await, &log(&one, end).await);
        same(&assessments(&two).await, &assessments(&one).await);
        assert_eq!(check::invariants(&one).await, 8);
    }
}
