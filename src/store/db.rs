//! The database: SQLite embedded, or PostgreSQL; one code path over both.

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use sea_orm::{
    ConnAcquireErr, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, RuntimeErr, SqliteTransactionMode, SqlxError, Statement, TransactionOptions, TransactionTrait,
};
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteLockingMode, SqliteSynchronous};

use super::company;
use super::finish::Finish;
use super::life::{Life, attended, for_life};
use super::people::{Directory, People};
use super::sign_ins::Seen;
use crate::error::AppError;
use crate::private;

/// Connections that one node holds for writing on PostgreSQL: they mostly wait for each other's locks.
const WRITERS: u32 = 16;
/// How long a connection of the pool is waited for.
const WAIT: Duration = Duration::from_secs(10);
/// The pause before a file that another process holds is opened again.
const AGAIN: Duration = Duration::from_millis(20);
/// A connection that was idle for as long is tried before it is used. Trying each time costs a round trip a request; no database
/// stops and comes back in less.
const TRIED_AFTER: Duration = Duration::from_millis(100);
/// How long a writer waits for another one on SQLite.
const BUSY: Duration = Duration::from_secs(5);
/// What the one writing connection on SQLite keeps of the file in memory, in KiB: rows go in by account, all over it.
const WRITER_CACHE: u32 = 65_536;
/// The same of each reading one.
const READER_CACHE: u32 = 8_192;
/// Pages of SQLite's log after which they are copied into the file: some 32 MB.
const CHECKPOINT: u32 = 8_000;

/// Which database it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Embedded, in a file or in memory.
    Sqlite,
    /// A server.
    Postgres,
}

impl Engine {
    /// What sea-orm calls it.
    pub const fn backend(self) -> DbBackend {
        match self {
            Self::Sqlite => DbBackend::Sqlite,
            Self::Postgres => DbBackend::Postgres,
        }
    }
}

/// The pools; `read` cannot write. On SQLite `write` is a single connection.
/// In memory there is one connection in all: whoever holds a transaction on it must end it before another begins.
#[derive(Clone, Debug)]
pub struct Db {
    /// For writing. Only units of work, settling, and statements of their own (leases) use it.
    pub write: DatabaseConnection,
    /// For reading.
    pub read: DatabaseConnection,
    /// Which database it is.
    pub engine: Engine,
    /// It has one connection, for reading and writing: it lives in memory, or is a draft.
    pub single: bool,
    /// The request whose statements end when it is given up.
    life: Option<Life>,
    /// A connection for ending statements and renewing leases on PostgreSQL: made when it is needed first.
    cancels: Option<DatabaseConnection>,
    /// Our people, as they were read last.
    people: Directory,
    /// Those of them that this node has seen sign in.
    pub(super) signed_in: Seen,
}

impl Db {
    fn of(read: DatabaseConnection, write: DatabaseConnection, engine: Engine) -> Self {
        Self {
            write,
            read,
            engine,
            single: false,
            life: None,
            cancels: None,
            people: Directory::default(),
            signed_in: Seen::default(),
        }
    }

    /// Connects to `sqlite://PATH`, `sqlite::memory:` or `postgres://…`; a missing SQLite file is created.
    pub async fn connect(url: &str) -> Result<Self, AppError> {
        if is_postgres(url) {
            let write = Database::connect(postgres(url, false)).await?;
            let read = Database::connect(postgres(url, true)).await?;
            let mut cancels = postgres(url, false);
            let cancels =
                Database::connect(cancels.max_connections(1).min_connections(0).connect_lazy(true).clone()).await?;
            Ok(Self { cancels: Some(cancels), ..Self::of(read, write, Engine::Postgres) })
        } else if url.starts_with("sqlite::memory:") {
            let pool = Database::connect(sqlite(url, 1, false)).await?;
            Ok(Self { single: true, ..Self::of(pool.clone(), pool, Engine::Sqlite) })
        } else if url.starts_with("sqlite:") {
            keep_private(url)?;
            let write = open_file(sqlite(url, 1, false)).await?;
            let read = open_file(sqlite(url, readers(), true)).await?;
            Ok(Self::of(read, write, Engine::Sqlite))
        } else {
            Err(AppError::Config("a database URL begins with sqlite: or postgres://".to_owned()))
        }
    }

    /// A draft of a database, in a file that nobody else has open: through its one connection nothing waits for the disk.
    /// It is worth nothing until it is closed and has its place.
    pub async fn draft(file: &Path) -> Result<Self, AppError> {
        private::create(file)?;
        let mut options = ConnectOptions::new(format!("sqlite://{}", file.display()));
        options.max_connections(1).min_connections(1).sqlx_logging(false);
        options.map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Memory)
                .synchronous(SqliteSynchronous::Off)
                .locking_mode(SqliteLockingMode::Exclusive)
                .foreign_keys(true)
                .pragma("cache_size", format!("-{WRITER_CACHE}"))
        });
        let pool = Database::connect(options).await?;
        Ok(Self { single: true, ..Self::of(pool.clone(), pool, Engine::Sqlite) })
    }

    /// The same for one request: its transactions end in the database when it is given up.
    #[must_use]
    pub fn for_request(&self) -> Self {
        Self { life: Some(Life::new(self.cancels.clone())), ..self.clone() }
    }

    /// The connection for what must not wait until one of the pool is free, and makes nobody wait.
    pub fn aside(&self) -> &DatabaseConnection {
        self.cancels.as_ref().unwrap_or(&self.write)
    }

    /// The request that it is for.
    pub fn life(&self) -> Option<&Life> {
        self.life.as_ref()
    }

    /// The same for a process that fills it: PostgreSQL plans each statement anew. A plan that was made while a table was
    /// small, and is kept, reads the whole table when it is large.
    pub async fn connect_to_fill(url: &str) -> Result<Self, AppError> {
        if !is_postgres(url) {
            return Self::connect(url).await;
        }
        let pool = |reads| {
            let mut options = postgres(url, reads);
            options.map_sqlx_postgres_opts(move |postgres| {
                session(postgres, reads).options([("plan_cache_mode", "force_custom_plan")])
            });
            Database::connect(options)
        };
        Ok(Self::of(pool(true).await?, pool(false).await?, Engine::Postgres))
    }

    /// Begins a writing transaction: the only one at a time on SQLite.
    pub async fn begin_write(&self) -> Result<DatabaseTransaction, AppError> {
        let mode = (self.engine == Engine::Sqlite).then_some(SqliteTransactionMode::Immediate);
        Ok(self.begin(&self.write, mode).await?.0)
    }

    /// Begins a reading transaction: all its statements see one state.
    pub async fn begin_read(&self) -> Result<DatabaseTransaction, AppError> {
        Ok(self.begin_read_at().await?.0)
    }

    /// The same, with the company's epoch in that state where it costs nothing to tell.
    pub async fn begin_read_at(&self) -> Result<(DatabaseTransaction, Option<i64>), AppError> {
        self.begin(&self.read, None).await
    }

    /// Begins, and comes to the end of it though whoever asked may give up in between: a connection that is left in the middle
    /// would go back to the pool in a transaction that nobody knows of.
    async fn begin(
        &self,
        pool: &DatabaseConnection,
        mode: Option<SqliteTransactionMode>,
    ) -> Result<(DatabaseTransaction, Option<i64>), AppError> {
        let named = self.life.as_ref().filter(|_| self.engine == Engine::Postgres).map(Life::named);
        let pool = pool.clone();
        let options = TransactionOptions { sqlite_transaction_mode: mode, ..TransactionOptions::default() };
        let begins = for_life(self.life.clone(), async move {
            let tx = pool.begin_with_options(options).await?;
            let Some(named) = named else { return Ok((tx, None)) };
            let row = tx.query_one_raw(named).await?;
            let epoch = row.map(|row| row.try_get("", "epoch")).transpose()?.flatten();
            Ok::<_, DbErr>((tx, epoch))
        });
        Ok(Finish::of(begins).await?)
    }

    /// Our people in the state that a connection reads, which has this epoch.
    pub async fn people(&self, conn: &impl ConnectionTrait, epoch: Option<i64>) -> Result<Arc<People>, AppError> {
        let epoch = match epoch {
            Some(epoch) => epoch,
            None => company::epoch(conn).await?,
        };
        self.people.at(conn, epoch).await
    }

    /// The file in which it lives; none on PostgreSQL and where it has one connection.
    pub async fn file(&self) -> Result<Option<PathBuf>, AppError> {
        if self.engine == Engine::Postgres || self.single {
            return Ok(None);
        }
        let asked =
            Statement::from_string(DbBackend::Sqlite, "SELECT file FROM pragma_database_list WHERE name = 'main'");
        let row = self.write.query_one_raw(asked).await?;
        let file = row.map(|row| row.try_get::<String>("", "file")).transpose()?;
        Ok(file.map(PathBuf::from))
    }

    /// Closes all connections.
    pub async fn close(self) -> Result<(), AppError> {
        self.read.close_by_ref().await?;
        self.write.close_by_ref().await?;
        if let Some(cancels) = self.cancels {
            cancels.close().await?;
        }
        Ok(())
    }
}

/// Connections that one node holds for reading: four for each core of its machine, from 8 to 32. More of them take turns, and
/// what is answered last waits for all.
pub fn readers() -> u32 {
    let cores = available_parallelism().map_or(2, |cores| u32::try_from(cores.get()).unwrap_or(u32::MAX));
    cores.saturating_mul(4).clamp(8, 32)
}

/// Opens a file. Turning a new one to its log takes it alone, and SQLite does not wait for that: another process may be opening it.
async fn open_file(options: ConnectOptions) -> Result<DatabaseConnection, DbErr> {
    let deadline = Instant::now() + WAIT;
    loop {
        match Database::connect(options.clone()).await {
            Err(error) if is_transient(&error) && Instant::now() < deadline => tokio::time::sleep(AGAIN).await,
            opened => return opened,
        }
    }
}

/// Creates the file of a SQLite database, where there is none, so that its owner alone can read it; SQLite gives the files
/// beside it (`-wal`, `-shm`, `-journal`) the same mode.
fn keep_private(url: &str) -> Result<(), AppError> {
    if url.split_once('?').is_some_and(|(_, options)| options.split('&').any(|option| option == "mode=memory")) {
        return Ok(());
    }
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|error| AppError::Config(format!("the database's URL: {error}")))?;
    let file = options.get_filename();
    private::create(file).map_err(|error| {
        let text = format!("{}: {error}", file.display());
        AppError::Io(std::io::Error::new(error.kind(), text))
    })?;
    if private::others_read(file) {
        tracing::warn!(file = %file.display(), "everybody on this machine can read the database: chmod o-rwx its files");
    }
    Ok(())
}

fn sqlite(url: &str, connections: u32, query_only: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options.max_connections(connections).min_connections(1).acquire_timeout(WAIT).sqlx_logging(false);
    if url.starts_with("sqlite::memory:") {
        options.idle_timeout(None::<Duration>).max_lifetime(None::<Duration>);
        // Nothing is asked of the only connection while it is taken: whoever gave up in between would drop it, and the
        // database with it.
        options.test_before_acquire(false);
    } else {
        options.map_sqlx_sqlite_pool_opts(attended);
    }
    options.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY)
            .pragma("query_only", if query_only { "ON" } else { "OFF" })
            .pragma("cache_size", format!("-{}", if query_only { READER_CACHE } else { WRITER_CACHE }))
            .pragma("wal_autocheckpoint", CHECKPOINT.to_string())
    });
    options
}

fn postgres(url: &str, reads: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(if reads { readers() } else { WRITERS })
        .min_connections(1)
        .acquire_timeout(WAIT)
        .sqlx_logging(false)
        .test_before_acquire_if_idle_for(TRIED_AFTER);
    options.map_sqlx_postgres_opts(move |postgres| session(postgres, reads));
    options
}

fn session(postgres: PgConnectOptions, reads: bool) -> PgConnectOptions {
    let postgres = postgres.application_name("vitrine").options([
        ("idle_in_transaction_session_timeout", "30s"),
        ("statement_timeout", "15s"),
        ("synchronous_commit", "on"),
    ]);
    if !reads {
        return postgres;
    }
    // A plain BEGIN opens a snapshot then: no statement of its own says so.
    postgres.options([("default_transaction_isolation", "repeatable read"), ("default_transaction_read_only", "on")])
}

fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// Whether the database had too much to do: no connection was free in time, or a statement took longer than it may.
pub fn is_late(error: &DbErr) -> bool {
    matches!(error, DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)) || code(error).as_deref() == Some("57014")
}

/// Whether a text holds the character NUL, which PostgreSQL takes in none.
pub fn holds_nul(error: &DbErr) -> bool {
    code(error).as_deref() == Some("22021")
}

/// Whether the same transaction may succeed when it is run again: another one stood in its way.
pub fn is_transient(error: &DbErr) -> bool {
    match code(error).as_deref() {
        // Serialization failure, deadlock, and somebody else was first with the same key.
        Some("40001" | "40P01" | "23505") => true,
        // SQLite: busy, busy with recovering its log, busy snapshot, locked.
        Some("5" | "261" | "517" | "6") => true,
        _ => false,
    }
}

/// What the database itself says of the error.
fn code(error: &DbErr) -> Option<Cow<'_, str>> {
    let (DbErr::Query(RuntimeErr::SqlxError(error))
    | DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Conn(RuntimeErr::SqlxError(error))) = error
    else {
        return None;
    };
    let SqlxError::Database(error) = error.as_ref() else { return None };
    error.code()
}
