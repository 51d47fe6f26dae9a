//! Who holds an idempotency key: a claim that was taken over has another holder.

use sea_orm_migration::prelude::*;

/// Who holds an idempotency key: a claim that was taken over has another holder.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let holder = ColumnDef::new("holder").uuid().null().to_owned();
        manager.alter_table(Table::alter().table("idempotency_key").add_column(holder).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("idempotency_key").drop_column("holder").to_owned()).await
    }
}
