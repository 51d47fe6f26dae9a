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
        let mut row = Query::insert();
        row.into_table("setting").columns(["key", "value"]).values_panic([Expr::val("cursor_key"), Expr::cust(value)]);
        manager.execute(row).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mut row = Query::delete();
        row.from_table("setting").and_where(Expr::col("key").eq("cursor_key"));
        manager.execute(row).await
    }
}
