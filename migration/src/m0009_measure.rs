//! A number or word that the company tracks.

use sea_orm_migration::prelude::*;

/// A number or word that the company tracks.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("measure")
                    .col(ColumnDef::new("account_id").uuid().not_null())
                    .col(ColumnDef::new("id").uuid().not_null())
                    .col(ColumnDef::new("recorded_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("system").text().not_null())
                    .col(ColumnDef::new("external_id").text().not_null())
                    .col(ColumnDef::new("key").text().not_null())
                    .col(ColumnDef::new("number").big_integer().null())
                    .col(ColumnDef::new("word").text().null())
                    .col(ColumnDef::new("observed_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("version").integer().not_null())
                    .col(ColumnDef::new("ended_at").timestamp_with_time_zone().null())
                    .primary_key(Index::create().col("account_id").col("id").col("recorded_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("measure_live")
                    .table("measure")
                    .col("account_id")
                    .col("id")
                    .unique()
                    .and_where(Expr::col("ended_at").is_null())
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("measure_key")
                    .table("measure")
                    .col("account_id")
                    .col("key")
                    .col("observed_at")
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("measure").to_owned()).await?;
        Ok(())
    }
}
