//! The people on our side.

use sea_orm_migration::prelude::*;

use crate::columns::word;

/// The people on our side.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("team_member")
                    .col(ColumnDef::new("id").uuid().not_null())
                    .col(ColumnDef::new("system").text().not_null())
                    .col(ColumnDef::new("external_id").text().not_null())
                    .col(ColumnDef::new("name").text().not_null())
                    .col(ColumnDef::new("email").text().null())
                    .col(ColumnDef::new("subject").text().null())
                    .col(
                        word("department", &["CS", "SALES", "MARKETING", "PRODUCT", "SUPPORT", "EXECUTIVE"]).not_null(),
                    )
                    .col(ColumnDef::new("manager_id").uuid().null())
                    .col(ColumnDef::new("weekly_minutes").integer().null())
                    .col(ColumnDef::new("active").boolean().not_null())
                    .col(ColumnDef::new("version").integer().not_null())
                    .col(ColumnDef::new("recorded_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("updated_at").timestamp_with_time_zone().not_null())
                    .primary_key(Index::create().col("id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("team_member_subject").table("team_member").col("subject").to_owned())
            .await?;
        manager
            .create_index(Index::create().name("team_member_email").table("team_member").col("email").to_owned())
            .await?;
        manager
            .create_index(Index::create().name("team_member_manager").table("team_member").col("manager_id").to_owned())
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("team_member").to_owned()).await?;
        Ok(())
    }
}
