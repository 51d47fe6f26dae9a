//! A demo whose first start is killed at any moment starts again, and tells its story anew.

use std::process::{Command, Stdio};
use std::time::Duration;

use entity::account;
use sea_orm::{EntityTrait, PaginatorTrait};
use vitrine::demo;
use vitrine::store::{Db, log};

use crate::common::{check, each_engine, on_a_deep_stack};

/// Where the child finds the database that it makes ready.
const DATABASE: &str = "DEMO_DATABASE";
/// After how long the first child is killed; each lives half as long again as the one before.
const FIRST: Duration = Duration::from_millis(30);

/// What `vitrine serve --demo` does before it serves, with a small book: the process that the test below kills.
#[test]
#[ignore = "the process that another test kills"]
fn makes_a_demo_ready() {
    let folder = tempfile::tempdir().unwrap();
    let own = format!("sqlite://{}", folder.path().join("demo.db").display());
    let url = std::env::var(DATABASE).unwrap_or(own);
    on_a_deep_stack(|| async move {
        let db = Db::connect(&url).await.unwrap();
        db.migrate_up().await.unwrap();
        let now = "2026-03-02T09:00:00Z".parse().unwrap();
        let (db, _) = demo::ready(db, &url, now, false, 1).await.unwrap();
        assert!(demo::told(&db).await.unwrap());
    });
}

each_engine! {
    async fn a_first_start_that_was_killed_starts_again(database) {
        let mut url = database.url.clone();
        if url.starts_with("sqlite") {
            url = url.replace(".db", "-demo.db");
        } else {
            let db = Db::connect(&url).await.unwrap();
            db.migrate_down(1_000).await.unwrap();
            db.close().await.unwrap();
        }
        let (mut lives, mut kills) = (FIRST, 0);
        loop {
            let mut child = Command::new(std::env::current_exe().unwrap())
                .args(["--ignored", "--exact", "demo::killed::makes_a_demo_ready"])
                .env(DATABASE, &url)
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            std::thread::park_timeout(lives);
            if child.try_wait().unwrap().is_some() {
                let output = child.wait_with_output().unwrap();
                assert!(output.status.success(), "{kills} kills: {}", String::from_utf8_lossy(&output.stderr));
                break;
            }
            child.kill().unwrap();
            child.wait().unwrap();
            kills += 1;
            lives = lives * 3 / 2;
        }
        assert!(kills > 5, "{kills} kills");
        let db = Db::connect(&url).await.unwrap();
        assert!(demo::told(&db).await.unwrap());
        let accounts = account::Entity::find().count(&db.read).await.unwrap();
        assert_eq!(check::invariants(&db).await as u64, accounts);
        assert!(accounts > 1 && log::last_recorded(&db.read).await.unwrap().is_some());
    }
}
