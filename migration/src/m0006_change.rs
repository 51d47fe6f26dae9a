//! The log, and the histories that are read from it.

use sea_orm_migration::prelude::*;

use crate::columns::word;

/// The log, and the histories that are read from it.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("change")
                    .col(ColumnDef::new("seq").big_integer().not_null().auto_increment().primary_key())
                    .col(ColumnDef::new("position").big_integer().null())
                    .col(ColumnDef::new("id").uuid().not_null())
                    .col(ColumnDef::new("recorded_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("account_id").uuid().null())
                    .col(
                        word(
                            "kind",
                            &["CREATED", "UPDATED", "DELETED", "ASSESSED", "MERGED", "UNMERGED", "ERASED", "BULK"],
                        )
                        .not_null(),
                    )
                    .col(ColumnDef::new("record_type").text().not_null())
                    .col(ColumnDef::new("record_id").uuid().null())
                    .col(ColumnDef::new("actor").json_binary().not_null())
                    .col(ColumnDef::new("source").text().null())
                    .col(ColumnDef::new("cause").text().null())
                    .col(ColumnDef::new("after").json_binary().null())
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("history")
                    .col(ColumnDef::new("account_id").uuid().not_null())
                    .col(ColumnDef::new("id").uuid().not_null())
                    .col(ColumnDef::new("kind").text().not_null())
                    .col(ColumnDef::new("occurred_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("recorded_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("actor").json_binary().not_null())
                    .col(ColumnDef::new("source").text().null())
                    .col(ColumnDef::new("summary").text().not_null())
                    .col(ColumnDef::new("record_type").text().null())
                    .col(ColumnDef::new("record_id").uuid().null())
                    .primary_key(Index::create().col("account_id").col("id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("change_position").table("change").col("position").unique().to_owned())
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("change_unsettled")
                    .table("change")
                    .col("seq")
                    .and_where(Expr::col("position").is_null())
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("change_account")
                    .table("change")
                    .col("account_id")
                    .col("recorded_at")
                    .col("seq")
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("change_record").table("change").col("record_id").col("seq").to_owned())
            .await?;
        manager.create_index(Index::create().name("change_id").table("change").col("id").unique().to_owned()).await?;
        manager
            .create_index(
                Index::create()
                    .name("history_page")
                    .table("history")
                    .col("account_id")
                    .col("occurred_at")
                    .col("id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("history_record").table("history").col("account_id").col("record_id").to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("history").to_owned()).await?;
        manager.drop_table(Table::drop().table("change").to_owned()).await?;
        Ok(())
    }
}
