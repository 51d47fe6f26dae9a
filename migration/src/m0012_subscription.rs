//! A recurring contract line.

use sea_orm_migration::prelude::*;

/// A recurring contract line.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("subscription")
                    .col(ColumnDef::new("account_id").uuid().not_null())
                    .col(ColumnDef::new("id").uuid().not_null())
                    .col(ColumnDef::new("system").text().not_null())
                    .col(ColumnDef::new("external_id").text().not_null())
                    .col(ColumnDef::new("plan").text().null())
                    .col(ColumnDef::new("mrr_minor").big_integer().null())
                    .col(ColumnDef::new("currency").text().null())
                    .col(ColumnDef::new("seats").integer().null())
                    .col(ColumnDef::new("trial").boolean().not_null())
                    .col(ColumnDef::new("started_on").date().null())
                    .col(ColumnDef::new("term_ends_on").date().null())
                    .col(ColumnDef::new("ended_on").date().null())
                    .col(ColumnDef::new("auto_renew").boolean().null())
                    .col(ColumnDef::new("reason").text().null())
                    .col(ColumnDef::new("version").integer().not_null())
                    .col(ColumnDef::new("recorded_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("updated_at").timestamp_with_time_zone().not_null())
                    .primary_key(Index::create().col("account_id").col("id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("subscription_id").table("subscription").col("id").to_owned())
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("subscription").to_owned()).await?;
        Ok(())
    }
}
