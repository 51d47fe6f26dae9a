//! A migration that has landed is never edited: what each one sends to each engine is pinned by its digest.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use migration::Migrator;
use sea_orm::{Database, DbBackend};
use sea_orm_migration::MigratorTrait;
use sha2::{Digest, Sha256};

use crate::common::each_engine;

each_engine! {
    async fn no_migration_that_has_landed_is_edited(database) {
        let mut db = Database::connect(&database.url).await.unwrap();
        Migrator::down(&db, None).await.unwrap();
        let engine = if db.get_database_backend() == DbBackend::Sqlite { "sqlite" } else { "postgres" };
        let sent: Arc<Mutex<String>> = Arc::default();
        let heard = Arc::clone(&sent);
        db.set_metric_callback(move |info| {
            let sql = &info.statement.sql;
            // The list of what was applied is the migrator's own.
            if !sql.contains("seaql_migrations") && !sql.contains("sqlite_master") && !sql.contains("information_schema") {
                writeln!(heard.lock().unwrap(), "{sql} {:?};", info.statement.values).unwrap();
            }
        });
        let mut made = Vec::new();
        for migration in Migrator::migrations() {
            sent.lock().unwrap().clear();
            Migrator::up(&db, Some(1)).await.unwrap();
            let sent = sent.lock().unwrap();
            assert!(!sent.is_empty(), "{} sends nothing", migration.name());
            let digest = Sha256::digest(sent.as_bytes());
            let digest = digest.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
            made.push(format!("{} {digest}", migration.name()));
        }
        db.close().await.unwrap();
        compare(engine, &made);
    }
}

/// A line that is pinned never changes; one of a new migration is added at the end.
fn compare(engine: &str, made: &[String]) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/migration/pinned_{engine}.txt"));
    let text = fs::read_to_string(&file).unwrap();
    for line in text.lines() {
        assert!(
            made.iter().any(|made| made == line),
            "{line}: a migration that has landed was edited or removed: write a new one"
        );
    }
    let new: Vec<&String> = made.iter().filter(|made| !text.lines().any(|line| line == *made)).collect();
    if std::env::var_os("VITRINE_PIN_MIGRATIONS").is_some() {
        let added: String = new.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
        fs::write(&file, text + &added).unwrap();
        return;
    }
    assert!(
        new.is_empty(),
        "pin the new migrations by VITRINE_PIN_MIGRATIONS=1 cargo test --test it -- pinned: {new:#?}"
    );
}
