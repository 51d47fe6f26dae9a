//! What is true of the company: policy, epoch, connected kinds, settings, identities, idempotency keys.

use sea_orm_migration::prelude::*;

/// What is true of the company: policy, epoch, connected kinds, settings, identities, idempotency keys.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("company")
                    .col(ColumnDef::new("id").integer().not_null())
                    .col(ColumnDef::new("epoch").big_integer().not_null())
                    .col(ColumnDef::new("moved_at").timestamp_with_time_zone().null())
                    .primary_key(Index::create().col("id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("setting")
                    .col(ColumnDef::new("key").text().not_null())
                    .col(ColumnDef::new("value").json_binary().not_null())
                    .primary_key(Index::create().col("key"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("policy")
                    .col(ColumnDef::new("version").integer().not_null())
                    .col(ColumnDef::new("effective_from").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("document").json_binary().not_null())
                    .col(ColumnDef::new("author").json_binary().not_null())
                    .col(ColumnDef::new("note").text().null())
                    .primary_key(Index::create().col("version"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("connected_kind")
                    .col(ColumnDef::new("kind").text().not_null())
                    .col(ColumnDef::new("since").timestamp_with_time_zone().not_null())
                    .primary_key(Index::create().col("kind"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("external_id")
                    .col(ColumnDef::new("kind").text().not_null())
                    .col(ColumnDef::new("system").text().not_null())
                    .col(ColumnDef::new("external_id").text().not_null())
                    .col(ColumnDef::new("record_id").uuid().not_null())
                    .col(ColumnDef::new("account_id").uuid().null())
                    .col(ColumnDef::new("url").text().null())
                    .col(ColumnDef::new("synced_at").timestamp_with_time_zone().null())
                    .col(ColumnDef::new("stamp").timestamp_with_time_zone().null())
                    .col(ColumnDef::new("said").text().null())
                    .col(ColumnDef::new("version").integer().not_null())
                    .col(ColumnDef::new("deleted_at").timestamp_with_time_zone().null())
                    .primary_key(Index::create().col("kind").col("system").col("external_id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("idempotency_key")
                    .col(ColumnDef::new("caller").text().not_null())
                    .col(ColumnDef::new("field").text().not_null())
                    .col(ColumnDef::new("key").text().not_null())
                    .col(ColumnDef::new("digest").text().not_null())
                    .col(ColumnDef::new("claimed_until").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("outcome").json_binary().null())
                    .col(ColumnDef::new("created_at").timestamp_with_time_zone().not_null())
                    .primary_key(Index::create().col("caller").col("field").col("key"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("external_id_record").table("external_id").col("record_id").to_owned())
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("external_id_account")
                    .table("external_id")
                    .col("account_id")
                    .col("kind")
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("idempotency_key").to_owned()).await?;
        manager.drop_table(Table::drop().table("external_id").to_owned()).await?;
        manager.drop_table(Table::drop().table("connected_kind").to_owned()).await?;
        manager.drop_table(Table::drop().table("policy").to_owned()).await?;
        manager.drop_table(Table::drop().table("setting").to_owned()).await?;
        manager.drop_table(Table::drop().table("company").to_owned()).await?;
        Ok(())
    }
}
