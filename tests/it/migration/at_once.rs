//! Several processes that migrate at once take turns, and each is content.

use std::collections::BTreeMap;
use std::process::Stdio;

use migration::Migrator;
use sea_orm::{ConnectionTrait, Database};
use sea_orm_migration::MigratorTrait;
use vitrine::store::Db;

use crate::common::each_engine;
use crate::common::server::vitrine;

const PROCESSES: usize = 8;

each_engine! {
    async fn several_processes_migrate_at_once(database) {
        let url = empty(&database.url).await;
        let processes: Vec<_> = (0..PROCESSES)
            .map(|_| {
                let mut process = vitrine();
                process.args(["migrate", "up"]).env("DATABASE_URL", &url);
                process.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
            })
            .collect();
        let mut applied: BTreeMap<String, usize> = BTreeMap::new();
        for process in processes {
            let output = process.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            for line in String::from_utf8(output.stdout).unwrap().lines() {
                *applied.entry(line.to_owned()).or_default() += 1;
            }
        }
        // Each was applied by one of them, and told by that one.
        let once: BTreeMap<String, usize> =
            Migrator::migrations().iter().map(|migration| (format!("up {}", migration.name()), 1)).collect();
        assert_eq!(applied, once);
        let db = Db::connect(&url).await.unwrap();
        assert_eq!(db.pending_migrations().await.unwrap(), Vec::<String>::new());
    }

    async fn looking_at_migrations_writes_nothing(database) {
        let url = empty(&database.url).await;
        let db = Db::connect(&url).await.unwrap();
        assert_eq!(db.pending_migrations().await.unwrap().len(), Migrator::migrations().len());
        db.write.query_all_raw(sea_orm::Statement::from_string(db.engine.backend(), "SELECT 1 FROM seaql_migrations"))
            .await
            .unwrap_err();
    }
}

/// The place of a database without any table.
async fn empty(url: &str) -> String {
    if url.starts_with("sqlite") {
        return url.replace(".db", "-empty.db");
    }
    let db = Database::connect(url).await.unwrap();
    Migrator::down(&db, None).await.unwrap();
    db.execute_unprepared("DROP TABLE seaql_migrations").await.unwrap();
    db.close().await.unwrap();
    url.to_owned()
}
