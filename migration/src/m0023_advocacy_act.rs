//! What an advocate did.

use sea_orm_migration::prelude::*;

use crate::columns::word;

/// What an advocate did.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("advocacy_act")
                    .col(ColumnDef::new("account_id").uuid().not_null())
                    .col(ColumnDef::new("id").uuid().not_null())
                    .col(ColumnDef::new("system").text().not_null())
                    .col(ColumnDef::new("external_id").text().not_null())
                    .col(ColumnDef::new("contact_id").uuid().null())
                    .col(
                        word(
                            "kind",
                            &[
                                "REFERENCE_CALL",
                                "TESTIMONIAL",
                                "CASE_STUDY",
                                "REVIEW",
                                "REFERRAL",
                                "SPEAKING",
                                "SOCIAL_SHARE",
                                "DETRACTION",
                                "OTHER",
                            ],
                        )
                        .not_null(),
                    )
                    .col(ColumnDef::new("on").date().not_null())
                    .col(ColumnDef::new("url").text().null())
                    .col(ColumnDef::new("note").text().null())
                    .col(ColumnDef::new("version").integer().not_null())
                    .col(ColumnDef::new("recorded_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("updated_at").timestamp_with_time_zone().not_null())
                    .primary_key(Index::create().col("account_id").col("id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("advocacy_act_id").table("advocacy_act").col("id").to_owned())
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("advocacy_act").to_owned()).await?;
        Ok(())
    }
}
