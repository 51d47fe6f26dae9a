//! What systems call records.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::enums::RecordKind;
use entity::external_id::{Column, Entity, Model};
use entity::ids::AccountId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::error::AppError;
use crate::registry::chunk;

/// The identities of these keys of a system, deleted ones too, by key.
pub async fn of_keys(
    db: &impl ConnectionTrait,
    kind: RecordKind,
    system: &str,
    keys: &[String],
) -> Result<HashMap<String, Model>, AppError> {
    let mut found = HashMap::new();
    for part in keys.chunks(chunk(db, 1) - 2) {
        let rows = Entity::find()
            .filter(Column::Kind.eq(kind))
            .filter(Column::System.eq(system))
            .filter(Column::ExternalId.is_in(part.iter().map(String::as_str)))
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(|row| (row.external_id.clone(), row)));
    }
    Ok(found)
}

/// The identities of these records, in all systems, by system and key.
pub async fn of_records(db: &impl ConnectionTrait, records: &[Uuid]) -> Result<Vec<Model>, AppError> {
    let mut found = Vec::new();
    for part in records.chunks(chunk(db, 1)) {
        let rows = Entity::find()
            .filter(Column::RecordId.is_in(part.iter().copied()))
            .order_by_asc(Column::System)
            .order_by_asc(Column::ExternalId)
            .all(db)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Notes that these records were deleted, each at its version.
pub async fn delete_of(
    tx: &impl ConnectionTrait,
    records: &[(Uuid, i32)],
    moment: DateTime<Utc>,
) -> Result<(), AppError> {
    let mut by_version: HashMap<i32, Vec<Uuid>> = HashMap::new();
    for &(record, version) in records {
        by_version.entry(version).or_default().push(record);
    }
    for (version, records) in by_version {
        for part in records.chunks(chunk(tx, 1) - 2) {
            Entity::update_many()
                .col_expr(Column::DeletedAt, Expr::value(moment))
                .col_expr(Column::Version, Expr::value(version))
                .filter(Column::RecordId.is_in(part.iter().copied()))
                .filter(Column::DeletedAt.is_null())
                .exec(tx)
                .await?;
        }
    }
    Ok(())
}

/// Notes that all of an account was deleted.
pub async fn delete_of_account(
    tx: &impl ConnectionTrait,
    account: AccountId,
    moment: DateTime<Utc>,
) -> Result<(), AppError> {
    Entity::update_many()
        .col_expr(Column::DeletedAt, Expr::value(moment))
        .filter(Column::AccountId.eq(account).and(Column::DeletedAt.is_null()))
        .exec(tx)
        .await?;
    Ok(())
}
