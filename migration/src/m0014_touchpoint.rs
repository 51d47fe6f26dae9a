//! An interaction.

use sea_orm_migration::prelude::*;

use crate::columns::word;

/// An interaction.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("touchpoint")
                    .col(ColumnDef::new("account_id").uuid().not_null())
                    .col(ColumnDef::new("id").uuid().not_null())
                    .col(ColumnDef::new("system").text().not_null())
                    .col(ColumnDef::new("external_id").text().not_null())
                    .col(
                        word(
                            "channel",
                            &["EMAIL", "CALL", "MEETING", "CHAT", "IN_PERSON", "EVENT", "CAMPAIGN", "NOTE", "OTHER"],
                        )
                        .not_null(),
                    )
                    .col(word("direction", &["INBOUND", "OUTBOUND", "BOTH", "INTERNAL"]).not_null())
                    .col(word("initiation", &["INBOUND", "SIGNAL", "PLANNED"]).null())
                    .col(word("state", &["PLANNED", "KEPT", "MOVED", "MISSED", "CANCELED"]).not_null())
                    .col(
                        word(
                            "purpose",
                            &[
                                "ONBOARDING",
                                "KICKOFF",
                                "REVIEW",
                                "TRAINING",
                                "UPSELL",
                                "RENEWAL",
                                "ADVOCACY",
                                "ESCALATION",
                                "NEWS",
                                "OTHER",
                            ],
                        )
                        .null(),
                    )
                    .col(ColumnDef::new("occurred_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("minutes").integer().null())
                    .col(ColumnDef::new("agenda").text().null())
                    .col(ColumnDef::new("goal").text().null())
                    .col(ColumnDef::new("outcome").text().null())
                    .col(ColumnDef::new("sentiment").double().null())
                    .col(ColumnDef::new("contact_ids").json_binary().not_null())
                    .col(ColumnDef::new("member_ids").json_binary().not_null())
                    .col(ColumnDef::new("version").integer().not_null())
                    .col(ColumnDef::new("recorded_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("updated_at").timestamp_with_time_zone().not_null())
                    .primary_key(Index::create().col("account_id").col("id"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(Index::create().name("touchpoint_id").table("touchpoint").col("id").to_owned()).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("touchpoint").to_owned()).await?;
        Ok(())
    }
}
