//! Use of the product over a day or longer.

use sea_orm_migration::prelude::*;

/// Use of the product over a day or longer.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("usage")
                    .col(ColumnDef::new("account_id").uuid().not_null())
                    .col(ColumnDef::new("id").uuid().not_null())
                    .col(ColumnDef::new("recorded_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("system").text().not_null())
                    .col(ColumnDef::new("external_id").text().not_null())
                    .col(ColumnDef::new("from").date().not_null())
                    .col(ColumnDef::new("to").date().not_null())
                    .col(ColumnDef::new("user").text().null())
                    .col(ColumnDef::new("feature").text().null())
                    .col(ColumnDef::new("uses").big_integer().null())
                    .col(ColumnDef::new("sessions").big_integer().null())
                    .col(ColumnDef::new("seconds").big_integer().null())
                    .col(ColumnDef::new("active_users").big_integer().null())
                    .col(ColumnDef::new("version").integer().not_null())
                    .col(ColumnDef::new("ended_at").timestamp_with_time_zone().null())
                    .primary_key(Index::create().col("account_id").col("id").col("recorded_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("usage_live")
                    .table("usage")
                    .col("account_id")
                    .col("id")
                    .unique()
                    .and_where(Expr::col("ended_at").is_null())
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("usage_from").table("usage").col("account_id").col("from").to_owned())
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("usage").to_owned()).await?;
        Ok(())
    }
}
