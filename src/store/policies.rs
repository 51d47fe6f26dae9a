//! Versions of the policy.

use ::entity::policy::{Column, Entity, Model};
use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::error::AppError;

/// The version of this number.
pub async fn by_version(conn: &impl ConnectionTrait, version: i32) -> Result<Option<Model>, AppError> {
    Ok(Entity::find_by_id(version).one(conn).await?)
}

/// The version that holds at this moment: the highest one in effect.
pub async fn at(conn: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<Option<Model>, AppError> {
    let in_effect = Entity::find().filter(Column::EffectiveFrom.lte(now));
    Ok(in_effect.order_by_desc(Column::Version).one(conn).await?)
}
