//! Customer accounts and who looks after them.

use sea_orm_migration::prelude::*;

use crate::columns::word;

/// Customer accounts and who looks after them.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("account")
                    .col(ColumnDef::new("id").uuid().not_null())
                    .col(ColumnDef::new("name").text().not_null())
                    .col(ColumnDef::new("domain").text().null())
                    .col(word("status", &["PROSPECT", "COMING", "CUSTOMER", "CANCELED", "LOST"]).not_null())
                    .col(word("touch_model", &["HIGH_TOUCH", "LOW_TOUCH"]).not_null())
                    .col(
                        word("phase", &["ONBOARDING", "ADOPTION", "VALUE", "EXPANSION", "RENEWAL", "OFFBOARDING"])
                            .null(),
                    )
                    .col(ColumnDef::new("segment").text().null())
                    .col(ColumnDef::new("industry").text().null())
                    .col(ColumnDef::new("employees").integer().null())
                    .col(ColumnDef::new("country").text().null())
                    .col(ColumnDef::new("parent_id").uuid().null())
                    .col(ColumnDef::new("started_on").date().null())
                    .col(ColumnDef::new("first_value_at").timestamp_with_time_zone().null())
                    .col(ColumnDef::new("attributes").json_binary().not_null())
                    .col(ColumnDef::new("team").json_binary().not_null())
                    .col(ColumnDef::new("claims").json_binary().not_null())
                    .col(ColumnDef::new("version").integer().not_null())
                    .col(ColumnDef::new("recorded_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("updated_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("last_recorded_at").timestamp_with_time_zone().not_null())
                    .col(ColumnDef::new("health_score").integer().null())
                    .col(word("health_band", &["GREEN", "YELLOW", "RED", "UNKNOWN"]).null())
                    .col(ColumnDef::new("happiness").integer().null())
                    .col(word("rung", &["UNPROVEN", "SATISFIED", "LOYAL", "ADVOCATE"]).null())
                    .col(
                        word(
                            "quadrant",
                            &[
                                "CUSTOMER_SUCCESS",
                                "WORK_TO_KEEP_UNHAPPY",
                                "WORK_TO_KEEP_UNPROFITABLE",
                                "REASSESS",
                                "UNKNOWN",
                            ],
                        )
                        .null(),
                    )
                    .col(ColumnDef::new("renews_on").date().null())
                    .col(ColumnDef::new("mrr_minor").big_integer().null())
                    .col(ColumnDef::new("next_review_at").timestamp_with_time_zone().null())
                    .col(ColumnDef::new("epoch").big_integer().not_null())
                    .primary_key(Index::create().col("id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("assignment")
                    .col(ColumnDef::new("account_id").uuid().not_null())
                    .col(ColumnDef::new("member_id").uuid().not_null())
                    .col(
                        word(
                            "role",
                            &[
                                "CSM",
                                "ACCOUNT_EXECUTIVE",
                                "MARKETING",
                                "PRODUCT",
                                "SUPPORT",
                                "EXECUTIVE_SPONSOR",
                                "OTHER",
                            ],
                        )
                        .not_null(),
                    )
                    .primary_key(Index::create().col("account_id").col("member_id").col("role"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(Index::create().name("account_domain").table("account").col("domain").to_owned()).await?;
        manager
            .create_index(Index::create().name("account_name").table("account").col("name").col("id").to_owned())
            .await?;
        manager
            .create_index(
                Index::create().name("account_recorded_at").table("account").col("recorded_at").col("id").to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("account_updated_at").table("account").col("updated_at").col("id").to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("account_health_score").table("account").col("health_score").col("id").to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("account_happiness").table("account").col("happiness").col("id").to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("account_renews_on").table("account").col("renews_on").col("id").to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("account_mrr_minor").table("account").col("mrr_minor").col("id").to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("account_next_review_at")
                    .table("account")
                    .col("next_review_at")
                    .col("id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("account_epoch").table("account").col("epoch").col("id").to_owned())
            .await?;
        manager
            .create_index(Index::create().name("account_status").table("account").col("status").col("id").to_owned())
            .await?;
        manager
            .create_index(Index::create().name("account_segment").table("account").col("segment").col("id").to_owned())
            .await?;
        manager
            .create_index(
                Index::create().name("account_industry").table("account").col("industry").col("id").to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("account_country").table("account").col("country").col("id").to_owned())
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("assignment_member")
                    .table("assignment")
                    .col("member_id")
                    .col("account_id")
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("assignment").to_owned()).await?;
        manager.drop_table(Table::drop().table("account").to_owned()).await?;
        Ok(())
    }
}
