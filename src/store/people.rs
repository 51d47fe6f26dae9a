//! Our people, kept between requests. They stand below most lists, and hardly ever change: whoever writes to them moves
//! the company's epoch, so what was read at an epoch holds for every state that has it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use entity::team_member::{Entity, Model};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::kept::Kept;
use crate::error::AppError;

/// All our people at an epoch.
#[derive(Debug)]
pub struct People {
    epoch: i64,
    /// Each by their id.
    pub members: HashMap<Uuid, Model>,
}

/// The people that were read last. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Directory(Arc<Mutex<Option<Arc<People>>>>);

impl Directory {
    /// Our people in a state of this epoch: read where they are not at hand.
    pub async fn at(&self, conn: &impl ConnectionTrait, epoch: i64) -> Result<Arc<People>, AppError> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known.filter(|known| known.epoch == epoch) {
            return Ok(known);
        }
        let members = Entity::live().all(conn).await?.into_iter().map(|row| (row.id.into(), row)).collect();
        let people = Arc::new(People { epoch, members });
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.as_ref().is_none_or(|known| known.epoch < epoch) {
            *known = Some(Arc::clone(&people));
        }
        Ok(people)
    }
}
