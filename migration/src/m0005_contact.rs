//! The people at the customers.

use sea_orm_migration::prelude::*;

use crate::columns::word;

/// The people at the customers.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("contact")
                    .col(ColumnDef::new("account_id").uuid().not_null())
                    .col(ColumnDef::new("id").uuid().not_null())
                    .col(ColumnDef::new("system").text().not_null())
                    .col(ColumnDef::new("external_id").text().not_null())
                    .col(ColumnDef::new("name").text().not_null())
                    .col(ColumnDef::new("title").text().null())
                    .col(ColumnDef::new("email").text().null())
                    .col(ColumnDef::new("phone").text().null())
                    .col(
                        word(
                            "seniority",
                            &["EXECUTIVE", "DECISION_MAKER", "CHAMPION", "ADMIN", "POWER_USER", "END_USER", "UNKNOWN"],
                        )
                        .not_null(),
                    )
                    .col(word("renewal_influence", &["OWNS", "INFLUENCES", "NONE", "UNKNOWN"]).not_null())
                    .col(ColumnDef::new("consents").json_binary().not_null())
                    .col(ColumnDef::new("left_at").timestamp_with_time_zone().null())
                    .col(ColumnDef::new("attributes").json_binary().not_null())
                    .col(ColumnDef::new("version").integer().not_null())
                    .col(ColumnDef::new("recorded_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("updated_at").timestamp_with_time_zone().not_null())
                    .primary_key(Index::create().col("account_id").col("id"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(Index::create().name("contact_id").table("contact").col("id").to_owned()).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("contact").to_owned()).await?;
        Ok(())
    }
}
