//! A migrated database per test.

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use migration::Migrator;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use sea_orm_migration::MigratorTrait;
use tokio::sync::OnceCell;

use super::postgres;

/// A migrated, empty database that only one test uses.
pub struct TestDatabase {
    /// Where it is: what `--database-url` takes.
    pub url: String,
    name: Option<String>,
    _folder: Option<tempfile::TempDir>,
}

/// Databases whose tests are over: dropped when the next one is made.
static OVER: Mutex<Vec<String>> = Mutex::new(Vec::new());

impl TestDatabase {
    /// One in a file of its own.
    pub async fn sqlite() -> Self {
        static TEMPLATE: OnceCell<(tempfile::TempDir, PathBuf)> = OnceCell::const_new();
        let (_, template) = TEMPLATE
            .get_or_init(|| async {
                let folder = tempfile::tempdir().unwrap();
                let file = folder.path().join("template.db");
                migrate(&format!("sqlite://{}?mode=rwc", file.display())).await;
                (folder, file)
            })
            .await;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("test.db");
        std::fs::copy(template, &file).unwrap();
        Self { url: format!("sqlite://{}", file.display()), name: None, _folder: Some(folder) }
    }

    /// A SQLite file that an older release wrote, migrated.
    pub async fn of_sqlite_file(file: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.db");
        std::fs::write(&path, file).unwrap();
        let url = format!("sqlite://{}", path.display());
        up(&url).await;
        Self { url, name: None, _folder: Some(folder) }
    }

    /// A dump of PostgreSQL that an older release wrote, migrated.
    pub async fn of_postgres_dump(dump: &str) -> Self {
        let name = new_name();
        run(&connect(&postgres::url("postgres")).await, &format!("CREATE DATABASE {name}")).await;
        let url = postgres::url(&name);
        let database = connect(&url).await;
        run(&database, dump).await;
        database.close().await.unwrap();
        up(&url).await;
        Self { url, name: Some(name), _folder: None }
    }

    /// One in memory; whoever connects to it migrates it.
    pub fn memory() -> Self {
        Self { url: "sqlite::memory:".to_owned(), name: None, _folder: None }
    }

    /// The one at this URL, migrated.
    pub async fn at(url: String) -> Self {
        migrate(&url).await;
        Self { url, name: None, _folder: None }
    }

    /// One of the throw-away cluster.
    pub async fn postgres() -> Self {
        static TEMPLATE: OnceCell<String> = OnceCell::const_new();
        let mine = std::process::id();
        let template = TEMPLATE
            .get_or_init(|| async {
                let name = format!("vt_{mine}_template");
                run(&connect(&postgres::url("postgres")).await, &format!("CREATE DATABASE {name}")).await;
                migrate(&postgres::url(&name)).await;
                name
            })
            .await;
        let admin = connect(&postgres::url("postgres")).await;
        let over = std::mem::take(&mut *OVER.lock().unwrap());
        for name in over {
            run(&admin, &format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
        let name = new_name();
        run(&admin, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        admin.close().await.unwrap();
        Self { url: postgres::url(&name), name: Some(name), _folder: None }
    }
}

impl TestDatabase {
    /// A dump of it as it stands, restored into a database of its own.
    pub async fn dumped_and_restored(&self) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let folder = tempfile::tempdir().unwrap();
        if self.url.starts_with("sqlite") {
            let file = folder.path().join("restored.db");
            let database = connect(&self.url).await;
            run(&database, &format!("VACUUM INTO '{}'", file.display())).await;
            database.close().await.unwrap();
            return Self { url: format!("sqlite://{}", file.display()), name: None, _folder: Some(folder) };
        }
        let name = format!("vt_{}_restored_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let admin = connect(&postgres::url("postgres")).await;
        run(&admin, &format!("CREATE DATABASE {name} TEMPLATE template0")).await;
        admin.close().await.unwrap();
        let file = folder.path().join("dump.sql");
        let url = postgres::url(&name);
        let done = |program: &mut std::process::Command| {
            let output = program.output().unwrap();
            assert!(output.status.success(), "{program:?}: {}", String::from_utf8_lossy(&output.stderr));
        };
        done(postgres::program("pg_dump").args(["--no-owner", "--file"]).arg(&file).arg(&self.url));
        done(postgres::program("psql").args(["--quiet", "-v", "ON_ERROR_STOP=1", "--file"]).arg(&file).arg(&url));
        Self { url, name: Some(name), _folder: None }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Some(name) = self.name.take() {
            OVER.lock().unwrap().push(name);
        }
    }
}

/// A name that no database has.
fn new_name() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    format!("vt_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed))
}

async fn up(url: &str) {
    let database = connect(url).await;
    Migrator::up(&database, None).await.unwrap();
    database.close().await.unwrap();
}

async fn connect(url: &str) -> DatabaseConnection {
    Database::connect(url).await.unwrap()
}

async fn run(database: &DatabaseConnection, sql: &str) {
    database.execute_unprepared(sql).await.unwrap();
}

/// Up, all the way down, and up again: a template that both ways have made.
async fn migrate(url: &str) {
    let database = connect(url).await;
    Migrator::up(&database, None).await.unwrap();
    Migrator::down(&database, None).await.unwrap();
    Migrator::up(&database, None).await.unwrap();
    if url.starts_with("sqlite") {
        run(&database, "PRAGMA wal_checkpoint(TRUNCATE)").await;
    }
    database.close().await.unwrap();
}
