//! An outcome the customer wants.

use sea_orm_migration::prelude::*;

/// An outcome the customer wants.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("goal")
                    .col(ColumnDef::new("account_id").uuid().not_null())
                    .col(ColumnDef::new("id").uuid().not_null())
                    .col(ColumnDef::new("system").text().not_null())
                    .col(ColumnDef::new("external_id").text().not_null())
                    .col(ColumnDef::new("name").text().not_null())
                    .col(ColumnDef::new("metric").text().not_null())
                    .col(ColumnDef::new("unit").text().null())
                    .col(ColumnDef::new("baseline").big_integer().null())
                    .col(ColumnDef::new("target").big_integer().null())
                    .col(ColumnDef::new("start_on").date().not_null())
                    .col(ColumnDef::new("due_on").date().not_null())
                    .col(ColumnDef::new("abandoned").boolean().not_null())
                    .col(ColumnDef::new("values").json_binary().not_null())
                    .col(ColumnDef::new("accepted_at").timestamp_with_time_zone().null())
                    .col(ColumnDef::new("accepted_by_id").uuid().null())
                    .col(ColumnDef::new("evidence").text().null())
                    .col(ColumnDef::new("version").integer().not_null())
                    .col(ColumnDef::new("recorded_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("updated_at").timestamp_with_time_zone().not_null())
                    .primary_key(Index::create().col("account_id").col("id"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(Index::create().name("goal_id").table("goal").col("id").to_owned()).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("goal").to_owned()).await?;
        Ok(())
    }
}
