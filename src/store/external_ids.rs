//! Under which names other systems know our records.

use ::entity::enums::RecordKind;
use ::entity::external_id::{Column, Entity, Model};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::error::AppError;

/// The live external ids of these records, each with its record, by system.
pub async fn of_records(
    conn: &impl ConnectionTrait,
    kind: RecordKind,
    records: Vec<Uuid>,
) -> Result<Vec<(Uuid, Model)>, AppError> {
    let rows = Entity::find()
        .filter(Column::RecordId.is_in(records))
        .filter(Column::Kind.eq(kind))
        .filter(Column::DeletedAt.is_null())
        .order_by_asc(Column::System)
        .order_by_asc(Column::ExternalId)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.record_id, row)).collect())
}
