//! What the customer said works or not.

use sea_orm_migration::prelude::*;

/// What the customer said works or not.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("feedback")
                    .col(ColumnDef::new("account_id").uuid().not_null())
                    .col(ColumnDef::new("id").uuid().not_null())
                    .col(ColumnDef::new("system").text().not_null())
                    .col(ColumnDef::new("external_id").text().not_null())
                    .col(ColumnDef::new("contact_id").uuid().null())
                    .col(ColumnDef::new("received_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("text").text().not_null())
                    .col(ColumnDef::new("about").text().null())
                    .col(ColumnDef::new("closed_at").timestamp_with_time_zone().null())
                    .col(ColumnDef::new("customer_told_at").timestamp_with_time_zone().null())
                    .col(ColumnDef::new("version").integer().not_null())
                    .col(ColumnDef::new("recorded_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("updated_at").timestamp_with_time_zone().not_null())
                    .primary_key(Index::create().col("account_id").col("id"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(Index::create().name("feedback_id").table("feedback").col("id").to_owned()).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("feedback").to_owned()).await?;
        Ok(())
    }
}
