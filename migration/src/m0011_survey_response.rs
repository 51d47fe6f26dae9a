//! An answer to a survey.

use sea_orm_migration::prelude::*;

use crate::columns::word;

/// An answer to a survey.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("survey_response")
                    .col(ColumnDef::new("account_id").uuid().not_null())
                    .col(ColumnDef::new("id").uuid().not_null())
                    .col(ColumnDef::new("system").text().not_null())
                    .col(ColumnDef::new("external_id").text().not_null())
                    .col(ColumnDef::new("contact_id").uuid().null())
                    .col(word("kind", &["NPS", "CSAT", "CES", "ONBOARDING", "RENEWAL_INTENT"]).not_null())
                    .col(ColumnDef::new("answer").big_integer().not_null())
                    .col(ColumnDef::new("scale_min").big_integer().not_null())
                    .col(ColumnDef::new("scale_max").big_integer().not_null())
                    .col(ColumnDef::new("low_is_good").boolean().not_null())
                    .col(ColumnDef::new("comment").text().null())
                    .col(ColumnDef::new("answered_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("version").integer().not_null())
                    .col(ColumnDef::new("recorded_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("updated_at").timestamp_with_time_zone().not_null())
                    .primary_key(Index::create().col("account_id").col("id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("survey_response_id").table("survey_response").col("id").to_owned())
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("survey_response").to_owned()).await?;
        Ok(())
    }
}
