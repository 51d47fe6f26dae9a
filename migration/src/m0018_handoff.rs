//! The transfer of an account between our people.

use sea_orm_migration::prelude::*;

/// The transfer of an account between our people.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("handoff")
                    .col(ColumnDef::new("account_id").uuid().not_null())
                    .col(ColumnDef::new("id").uuid().not_null())
                    .col(ColumnDef::new("system").text().not_null())
                    .col(ColumnDef::new("external_id").text().not_null())
                    .col(ColumnDef::new("from_id").uuid().null())
                    .col(ColumnDef::new("to_id").uuid().null())
                    .col(ColumnDef::new("signed_on").date().null())
                    .col(ColumnDef::new("offered_at").timestamp_with_time_zone().null())
                    .col(ColumnDef::new("accepted_at").timestamp_with_time_zone().null())
                    .col(ColumnDef::new("sent_back_at").timestamp_with_time_zone().null())
                    .col(ColumnDef::new("reason").text().null())
                    .col(ColumnDef::new("kickoff_at").timestamp_with_time_zone().null())
                    .col(ColumnDef::new("version").integer().not_null())
                    .col(ColumnDef::new("recorded_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("updated_at").timestamp_with_time_zone().not_null())
                    .primary_key(Index::create().col("account_id").col("id"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(Index::create().name("handoff_id").table("handoff").col("id").to_owned()).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("handoff").to_owned()).await?;
        Ok(())
    }
}
