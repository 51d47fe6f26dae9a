//! Which of our people have signed in. Whoever has keeps their e-mail address until one who may change it does.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use entity::ids::TeamMemberId;
use entity::sign_in::{ActiveModel, Column, Entity};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue, ConnectionTrait, EntityTrait, QuerySelect};

use super::Db;
use crate::error::AppError;

/// Those that this node has seen: they are written down once. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Seen(Arc<Mutex<HashSet<TeamMemberId>>>);

impl Seen {
    fn has(&self, member: TeamMemberId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&member)
    }

    fn put(&self, member: TeamMemberId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(member);
    }
}

/// Writes down that a token named this person.
pub async fn note(db: &Db, member: TeamMemberId, now: DateTime<Utc>) -> Result<(), AppError> {
    if db.signed_in.has(member) {
        return Ok(());
    }
    let row = ActiveModel { member_id: ActiveValue::Set(member), since: ActiveValue::Set(now) };
    let once = OnConflict::column(Column::MemberId).do_nothing().to_owned();
    Entity::insert_many([row]).on_conflict(once).exec_without_returning(&db.write).await?;
    db.signed_in.put(member);
    Ok(())
}

/// All who have signed in.
pub async fn all(conn: &impl ConnectionTrait) -> Result<HashSet<TeamMemberId>, AppError> {
    let ids: Vec<TeamMemberId> = Entity::find().select_only().column(Column::MemberId).into_tuple().all(conn).await?;
    Ok(ids.into_iter().collect())
}
