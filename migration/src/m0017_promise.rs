//! An expectation we set.

use sea_orm_migration::prelude::*;

use crate::columns::word;

/// An expectation we set.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("promise")
                    .col(ColumnDef::new("account_id").uuid().not_null())
                    .col(ColumnDef::new("id").uuid().not_null())
                    .col(ColumnDef::new("system").text().not_null())
                    .col(ColumnDef::new("external_id").text().not_null())
                    .col(ColumnDef::new("text").text().not_null())
                    .col(ColumnDef::new("due_on").date().not_null())
                    .col(word("outcome", &["MET", "EXCEEDED", "MISSED", "RELEASED"]).null())
                    .col(ColumnDef::new("ended_on").date().null())
                    .col(ColumnDef::new("made_by_id").uuid().null())
                    .col(ColumnDef::new("version").integer().not_null())
                    .col(ColumnDef::new("recorded_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("updated_at").timestamp_with_time_zone().not_null())
                    .primary_key(Index::create().col("account_id").col("id"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(Index::create().name("promise_id").table("promise").col("id").to_owned()).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("promise").to_owned()).await?;
        Ok(())
    }
}
