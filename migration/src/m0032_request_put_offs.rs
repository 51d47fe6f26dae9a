//! How often in a row a request's next update was put off.

use sea_orm_migration::prelude::*;

/// How often in a row a request's next update was put off.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let put_offs = ColumnDef::new("put_offs").integer().not_null().default(0).to_owned();
        manager.alter_table(Table::alter().table("request").add_column(put_offs).to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("request").drop_column("put_offs").to_owned()).await
    }
}
