//! How long a request goes on: when it is given up, what it asked of the database ends there too.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};
use sqlx::Connection;
use sqlx::pool::PoolOptions;
use sqlx::sqlite::{Sqlite, SqliteConnection};
use uuid::Uuid;

/// SQLite looks whether its statement is still wanted each time it has done so many steps: some 100 µs.
const STEPS: i32 = 10_000;

/// A request's life. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Life(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// What PostgreSQL calls the sessions that work for it.
    name: String,
    begun: AtomicBool,
    over: AtomicBool,
    /// For ending statements on PostgreSQL.
    cancels: Option<DatabaseConnection>,
}

impl Life {
    pub(super) fn new(cancels: Option<DatabaseConnection>) -> Self {
        let name = format!("vitrine {}", Uuid::now_v7().simple());
        Self(Arc::new(Inner { name, begun: AtomicBool::new(false), over: AtomicBool::new(false), cancels }))
    }

    /// Gives PostgreSQL's session its name for the transaction that begins, and tells the company's epoch in it: one round trip
    /// for both.
    pub(super) fn named(&self) -> Statement {
        self.0.begun.store(true, Ordering::Relaxed);
        let sql = "SELECT set_config('application_name', $1, true), (SELECT epoch FROM company WHERE id = 1) AS epoch";
        Statement::from_sql_and_values(DbBackend::Postgres, sql, [self.0.name.as_str().into()])
    }

    /// Where this is dropped before it is told that all went well, the request was given up.
    pub fn guard(&self) -> Guard {
        Guard { life: self.clone(), well: false }
    }

    fn end(&self) {
        self.0.over.store(true, Ordering::Relaxed);
        if !self.0.begun.load(Ordering::Relaxed) {
            return;
        }
        let (Some(cancels), Ok(runtime)) = (self.0.cancels.clone(), tokio::runtime::Handle::try_current()) else {
            return;
        };
        let name = self.0.name.clone();
        runtime.spawn(async move {
            // The name is the transaction's own: a session that has gone on to another one has it no more.
            let sql = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = $1";
            let ended = cancels.query_all_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, [name.into()]));
            if let Err(error) = ended.await {
                tracing::warn!(%error, "what a request that was given up had asked goes on until its time is up");
            }
        });
    }
}

/// Ends a request's statements where its future is dropped.
#[derive(Debug)]
pub struct Guard {
    life: Life,
    well: bool,
}

impl Guard {
    /// The request came to its end.
    pub fn well(mut self) {
        self.well = true;
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if !self.well {
            self.life.end();
        }
    }
}

tokio::task_local! {
    /// For whom a connection is taken from the pool.
    static TAKEN_FOR: Option<Life>;
}

/// Takes a connection in the name of this life.
pub(super) async fn for_life<T>(life: Option<Life>, begin: impl Future<Output = T>) -> T {
    TAKEN_FOR.scope(life, begin).await
}

/// SQLite's connections to a file look after the life for which they were taken. They come back without a transaction, or
/// are closed: a statement that is interrupted, or finds the disk full, ends the transaction without the driver knowing, whose
/// rollback then fails, and who would take the next transaction for a nested one.
pub(super) fn attended(options: PoolOptions<Sqlite>) -> PoolOptions<Sqlite> {
    options
        .test_before_acquire(false)
        .after_connect(|connection, _| Box::pin(attend(connection)))
        .before_acquire(|connection, _| Box::pin(async { attend(connection).await.map(|()| true) }))
        .after_release(|connection, _| {
            Box::pin(async {
                // Whatever was sent to the connection has been done after this.
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        })
}

async fn attend(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let life = TAKEN_FOR.try_with(Clone::clone).ok().flatten();
    let mut handle = connection.lock_handle().await?;
    match life {
        Some(life) => handle.set_progress_handler(STEPS, move || !life.0.over.load(Ordering::Relaxed)),
        None => handle.remove_progress_handler(),
    }
    Ok(())
}
