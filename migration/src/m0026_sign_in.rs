//! Which of our people have signed in.

use sea_orm_migration::prelude::*;

/// Which of our people have signed in.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("sign_in")
                    .col(ColumnDef::new("member_id").uuid().not_null())
                    .col(ColumnDef::new("since").timestamp_with_time_zone().not_null())
                    .primary_key(Index::create().col("member_id"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_table(Table::drop().table("sign_in").to_owned()).await
    }
}
