//! Small values that the server keeps.

use entity::setting::{ActiveModel, Column, Entity};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait, Set};
use serde_json::Value;

use crate::error::AppError;

/// A value by its name; nothing where none is kept.
pub async fn get(db: &impl ConnectionTrait, key: &str) -> Result<Option<Value>, AppError> {
    Ok(Entity::find_by_id(key).one(db).await?.map(|setting| setting.value))
}

/// Keeps a value, in the place of the one before.
pub async fn put(db: &impl ConnectionTrait, key: &str, value: Value) -> Result<(), AppError> {
    let row = ActiveModel { key: Set(key.to_owned()), value: Set(value) };
    let again = OnConflict::column(Column::Key).update_column(Column::Value).to_owned();
    Entity::insert(row).on_conflict(again).exec_without_returning(db).await?;
    Ok(())
}
