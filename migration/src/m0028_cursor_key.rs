//! The key that cursors of scoped orders are encrypted with: random text, the same for every node.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// The key that cursors of scoped orders are encrypted with: random text, the same for every node.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Drawn in the database, from the random numbers of its machine: 244 bits on PostgreSQL, 256 on SQLite.
        let value = match manager.get_database_backend() {
            DbBackend::Sqlite => r#"'"' || lower(hex(randomblob(32))) || '"'"#,
            _ => "to_jsonb(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''))",
        };
        let row = format!(r#"INSERT INTO "setting" ("key", "value") VALUES ('cursor_key', {value})"#);
        manager.get_connection().execute_unprepared(&row).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let row = r#"DELETE FROM "setting" WHERE "key" = 'cursor_key'"#;
        manager.get_connection().execute_unprepared(row).await?;
        Ok(())
    }
}
