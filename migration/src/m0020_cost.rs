//! Money that serving the account took.

use sea_orm_migration::prelude::*;

use crate::columns::word;

/// Money that serving the account took.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("cost")
                    .col(ColumnDef::new("account_id").uuid().not_null())
                    .col(ColumnDef::new("id").uuid().not_null())
                    .col(ColumnDef::new("system").text().not_null())
                    .col(ColumnDef::new("external_id").text().not_null())
                    .col(word("kind", &["COST", "CONCESSION", "CREDIT", "REFUND"]).not_null())
                    .col(ColumnDef::new("on").date().not_null())
                    .col(ColumnDef::new("amount_minor").big_integer().not_null())
                    .col(ColumnDef::new("currency").text().not_null())
                    .col(ColumnDef::new("note").text().null())
                    .col(ColumnDef::new("version").integer().not_null())
                    .col(ColumnDef::new("recorded_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("updated_at").timestamp_with_time_zone().not_null())
                    .primary_key(Index::create().col("account_id").col("id"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(Index::create().name("cost_id").table("cost").col("id").to_owned()).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("cost").to_owned()).await?;
        Ok(())
    }
}
