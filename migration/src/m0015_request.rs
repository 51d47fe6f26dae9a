//! Something the customer asked of us.

use sea_orm_migration::prelude::*;

use crate::columns::word;

/// Something the customer asked of us.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("request")
                    .col(ColumnDef::new("account_id").uuid().not_null())
                    .col(ColumnDef::new("id").uuid().not_null())
                    .col(ColumnDef::new("system").text().not_null())
                    .col(ColumnDef::new("external_id").text().not_null())
                    .col(ColumnDef::new("title").text().not_null())
                    .col(ColumnDef::new("body").text().null())
                    .col(
                        word("department", &["CS", "SALES", "MARKETING", "PRODUCT", "SUPPORT", "EXECUTIVE"]).not_null(),
                    )
                    .col(word("urgency", &["LOW", "NORMAL", "HIGH", "URGENT"]).not_null())
                    .col(
                        word(
                            "status",
                            &[
                                "OPEN",
                                "ACKNOWLEDGED",
                                "IN_PROGRESS",
                                "WAITING_ON_CUSTOMER",
                                "ANSWERED",
                                "CLOSED",
                                "DECLINED",
                            ],
                        )
                        .not_null(),
                    )
                    .col(ColumnDef::new("raised_by_id").uuid().null())
                    .col(ColumnDef::new("raised_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("owner_id").uuid().null())
                    .col(ColumnDef::new("next_update_due").timestamp_with_time_zone().null())
                    .col(ColumnDef::new("customer_told_at").timestamp_with_time_zone().null())
                    .col(ColumnDef::new("resolution").text().null())
                    .col(ColumnDef::new("resolution_at").timestamp_with_time_zone().null())
                    .col(ColumnDef::new("version").integer().not_null())
                    .col(ColumnDef::new("recorded_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("updated_at").timestamp_with_time_zone().not_null())
                    .primary_key(Index::create().col("account_id").col("id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("comment")
                    .col(ColumnDef::new("account_id").uuid().not_null())
                    .col(ColumnDef::new("id").uuid().not_null())
                    .col(ColumnDef::new("request_id").uuid().not_null())
                    .col(ColumnDef::new("author").json_binary().not_null())
                    .col(ColumnDef::new("body").text().not_null())
                    .col(ColumnDef::new("created_at").timestamp_with_time_zone().not_null())
                    .primary_key(Index::create().col("account_id").col("id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("request_escalation")
                    .col(ColumnDef::new("account_id").uuid().not_null())
                    .col(ColumnDef::new("id").uuid().not_null())
                    .col(ColumnDef::new("request_id").uuid().not_null())
                    .col(ColumnDef::new("level").integer().not_null())
                    .col(ColumnDef::new("at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("due").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("to_id").uuid().not_null())
                    .col(ColumnDef::new("recorded_at").timestamp_with_time_zone().not_null())
                    .primary_key(Index::create().col("account_id").col("id"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(Index::create().name("request_id").table("request").col("id").to_owned()).await?;
        manager
            .create_index(
                Index::create().name("request_due").table("request").col("status").col("next_update_due").to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("request_owner").table("request").col("owner_id").col("status").to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("request_page").table("request").col("raised_at").col("id").to_owned())
            .await?;
        manager
            .create_index(
                Index::create().name("comment_request").table("comment").col("account_id").col("request_id").to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("request_escalation_step")
                    .table("request_escalation")
                    .col("account_id")
                    .col("request_id")
                    .col("due")
                    .col("level")
                    .col("to_id")
                    .unique()
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("request_escalation").to_owned()).await?;
        manager.drop_table(Table::drop().table("comment").to_owned()).await?;
        manager.drop_table(Table::drop().table("request").to_owned()).await?;
        Ok(())
    }
}
