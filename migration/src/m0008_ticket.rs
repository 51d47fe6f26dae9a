//! A support case.

use sea_orm_migration::prelude::*;

use crate::columns::word;

/// A support case.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("ticket")
                    .col(ColumnDef::new("account_id").uuid().not_null())
                    .col(ColumnDef::new("id").uuid().not_null())
                    .col(ColumnDef::new("system").text().not_null())
                    .col(ColumnDef::new("external_id").text().not_null())
                    .col(ColumnDef::new("contact_id").uuid().null())
                    .col(ColumnDef::new("subject").text().null())
                    .col(word("severity", &["SEV1", "SEV2", "SEV3", "SEV4"]).not_null())
                    .col(ColumnDef::new("opened_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("closed_at").timestamp_with_time_zone().null())
                    .col(ColumnDef::new("target_at").timestamp_with_time_zone().null())
                    .col(ColumnDef::new("first_contact_resolved").boolean().null())
                    .col(ColumnDef::new("reopens").integer().not_null())
                    .col(ColumnDef::new("escalated").boolean().not_null())
                    .col(ColumnDef::new("effort").integer().null())
                    .col(ColumnDef::new("minutes").integer().null())
                    .col(ColumnDef::new("version").integer().not_null())
                    .col(ColumnDef::new("recorded_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("updated_at").timestamp_with_time_zone().not_null())
                    .primary_key(Index::create().col("account_id").col("id"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(Index::create().name("ticket_id").table("ticket").col("id").to_owned()).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("ticket").to_owned()).await?;
        Ok(())
    }
}
