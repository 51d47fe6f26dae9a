//! Bringing the tables up and down. All migrations of one run, and what the migrations table records of them, are one
//! transaction: whoever is killed in the middle leaves nothing behind. Processes that migrate at once take turns.

use std::time::Duration;

use migration::Migrator;
use sea_orm::{ConnectionTrait, DatabaseTransaction};
use sea_orm_migration::migrator::Migration;
use sea_orm_migration::{MigrationStatus, MigratorTrait};

use super::db::is_transient;
use super::{Db, Engine};
use crate::error::AppError;

/// The key of the lock that lets one process migrate at a time on PostgreSQL.
const MIGRATING: i64 = 0x7669_7472_696e_6502;
/// How long another process that migrates is waited for.
const PATIENCE: Duration = Duration::from_mins(10);
/// The pause between two tries to get SQLite's write lock; each try waits by itself, too.
const PAUSE: Duration = Duration::from_millis(20);

impl Db {
    /// Brings the tables up to this binary's version; names the migrations that were applied.
    pub async fn migrate_up(&self) -> Result<Vec<String>, AppError> {
        let tx = self.begin_migration().await?;
        let pending = Migrator::get_pending_migrations(&tx).await?;
        Migrator::up(&tx, None).await?;
        tx.commit().await?;
        Ok(pending.iter().map(named).collect())
    }

    /// Takes back the last migrations that were applied; names them, the last one first.
    pub async fn migrate_down(&self, steps: u32) -> Result<Vec<String>, AppError> {
        let tx = self.begin_migration().await?;
        let applied = Migrator::get_applied_migrations(&tx).await?;
        Migrator::down(&tx, Some(steps)).await?;
        tx.commit().await?;
        let steps = usize::try_from(steps).unwrap_or(usize::MAX);
        Ok(applied.iter().rev().take(steps).map(named).collect())
    }

    /// Drops all tables, and makes them anew.
    pub async fn migrate_anew(&self) -> Result<(), AppError> {
        let tx = self.begin_migration().await?;
        Migrator::fresh(&tx).await?;
        Ok(tx.commit().await?)
    }

    /// Names the migrations that have not been applied yet, in order. Writes nothing.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, AppError> {
        let all = self.migrations().await?;
        Ok(all.into_iter().filter(|(_, applied)| !applied).map(|(name, _)| name).collect())
    }

    /// Names every migration in order, and whether it is applied. Writes nothing.
    pub async fn migrations(&self) -> Result<Vec<(String, bool)>, AppError> {
        let all = Migrator::get_migration_with_status_read_only(&self.read).await?;
        Ok(all.iter().map(|one| (named(one), one.status() == MigrationStatus::Applied)).collect())
    }

    /// Begins the transaction in which this process alone migrates.
    async fn begin_migration(&self) -> Result<DatabaseTransaction, AppError> {
        if self.engine == Engine::Postgres {
            let tx = self.begin_write().await?;
            let patience = PATIENCE.as_millis();
            // Neither the lock nor a migration of large tables has to come within a request's time.
            tx.execute_unprepared(&format!("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = {patience}"))
                .await?;
            tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATING})")).await?;
            return Ok(tx);
        }
        let alone = async {
            loop {
                match self.begin_write().await {
                    Err(AppError::Database(error)) if is_transient(&error) => tokio::time::sleep(PAUSE).await,
                    begun => return begun,
                }
            }
        };
        let waited = tokio::time::timeout(PATIENCE, alone).await;
        waited.map_err(|_| AppError::Config("another process holds the database's write lock".to_owned()))?
    }
}

fn named(migration: &Migration) -> String {
    migration.name().to_owned()
}
