//! Versions of the policy.

use chrono::{DateTime, Utc};
use entity::policy::{ActiveModel, Column, Entity, Model};
use entity::values::Actor;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue, ConnectionTrait, EntityTrait, QueryOrder, QuerySelect};

use crate::domain::policy::Policy;
use crate::error::AppError;

/// Makes version 1, the defaults, where there is no policy yet.
pub async fn ensure(db: &impl ConnectionTrait, author: Actor, now: DateTime<Utc>) -> Result<(), AppError> {
    let row = ActiveModel {
        version: ActiveValue::Set(1),
        effective_from: ActiveValue::Set(now),
        document: ActiveValue::Set(Policy::default().document()),
        author: ActiveValue::Set(author),
        note: ActiveValue::Set(Some("The defaults.".to_owned())),
    };
    let once = OnConflict::column(Column::Version).do_nothing().to_owned();
    Entity::insert_many([row]).on_conflict(once).exec_without_returning(db).await?;
    Ok(())
}

/// The newest version's row.
pub async fn newest_row(db: &impl ConnectionTrait) -> Result<Model, AppError> {
    let row = Entity::find().order_by_desc(Column::Version).limit(1).one(db).await?;
    row.ok_or(AppError::Invariant("there is no policy"))
}

/// The newest version.
pub async fn newest(db: &impl ConnectionTrait) -> Result<Policy, AppError> {
    read(newest_row(db).await?)
}

/// One version's row; none where there is no such.
pub async fn version_row(db: &impl ConnectionTrait, version: i32) -> Result<Option<Model>, AppError> {
    Ok(Entity::find_by_id(version).one(db).await?)
}

/// One version; none where there is no such.
pub async fn version(db: &impl ConnectionTrait, version: i32) -> Result<Option<Policy>, AppError> {
    version_row(db, version).await?.map(read).transpose()
}

fn read(row: Model) -> Result<Policy, AppError> {
    // A number that a later binary added stands in no older document: the default fills it.
    let policy =
        Policy::from_fragment(&row.document).map_err(|_| AppError::Invariant("a stored policy is no policy"))?;
    Ok(Policy { version: row.version, ..policy })
}
