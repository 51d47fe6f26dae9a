//! kill -9 in the midst of migrations: they are there whole or not at all, and the next process goes on.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use vitrine::store::Db;

use crate::common::server::vitrine;

const KILLS: u32 = 40;

fn migrate(folder: &tempfile::TempDir) -> (String, Command) {
    let url = format!("sqlite://{}", folder.path().join("vitrine.db").display());
    let mut process = vitrine();
    process.args(["migrate", "up"]).env("DATABASE_URL", &url).stdout(Stdio::null()).stderr(Stdio::null());
    (url, process)
}

#[tokio::test]
async fn migrations_that_were_killed_at_any_moment_are_brought_up_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let begun = Instant::now();
    assert!(migrate(&folder).1.status().unwrap().success());
    let whole = begun.elapsed();
    let mut cut = 0;
    for kill in 0..KILLS {
        let folder = tempfile::tempdir().unwrap();
        let (url, mut command) = migrate(&folder);
        let mut process = command.spawn().unwrap();
        std::thread::park_timeout(whole * kill / KILLS);
        process.kill().unwrap();
        let ended = process.wait().unwrap();
        let db = Db::connect(&url).await.unwrap();
        let pending = db.pending_migrations().await.unwrap().len();
        let all = db.migrations().await.unwrap().len();
        assert!(pending == 0 || pending == all, "{pending} of {all} were left");
        cut += u32::from(!ended.success() && pending == all);
        db.close().await.unwrap();
        assert!(migrate(&folder).1.status().unwrap().success(), "after a kill at {:?}", whole * kill / KILLS);
        let db = Db::connect(&url).await.unwrap();
        assert_eq!(db.pending_migrations().await.unwrap(), Vec::<String>::new());
        db.close().await.unwrap();
    }
    assert!(cut > 0, "no kill came in time: {KILLS} of them within {:?}", whole.max(Duration::ZERO));
}
