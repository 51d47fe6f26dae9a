//! Records and identities by their names: what a batch needs to know before it decides.

use std::collections::{BTreeMap, BTreeSet};

use entity::enums::{RecordKind, RequestStatus};
use entity::external_id::{self, Column, Entity};
use entity::ids::{AccountId, TeamMemberId};
use entity::{request, team_member};
use sea_orm::sea_query::{Condition, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::error::AppError;
use crate::registry::{Record, chunk};

/// What a system calls a record of a kind.
pub type Name = (RecordKind, String, String);

/// The identities of these names, deleted ones too: one statement for all kinds and systems, up to the engine's limit of variables.
pub async fn named(db: &impl ConnectionTrait, names: BTreeSet<Name>) -> Result<Vec<external_id::Model>, AppError> {
    // No name holds a NUL, and PostgreSQL refuses to be asked for one.
    let may_be = |(_, system, id): &Name| !system.contains('\0') && !id.contains('\0');
    let names: Vec<Name> = names.into_iter().filter(may_be).collect();
    let mut found = Vec::with_capacity(names.len());
    // At worst each name has a kind and a system of its own.
    for part in names.chunks(chunk(db, 3)) {
        let mut by_system: BTreeMap<(RecordKind, &str), Vec<&str>> = BTreeMap::new();
        for (kind, system, id) in part {
            by_system.entry((*kind, system)).or_default().push(id);
        }
        let mut any = Condition::any();
        for ((kind, system), ids) in by_system {
            any = any.add(Column::Kind.eq(kind).and(Column::System.eq(system)).and(Column::ExternalId.is_in(ids)));
        }
        found.extend(Entity::find().filter(any).all(db).await?);
    }
    Ok(found)
}

/// The accounts of these names, system and key, that there are.
pub async fn accounts(db: &impl ConnectionTrait, names: BTreeSet<(&str, &str)>) -> Result<Vec<AccountId>, AppError> {
    let names = names.into_iter().map(|(system, id)| (RecordKind::Account, system.to_owned(), id.to_owned()));
    let live = named(db, names.collect()).await?.into_iter().filter(|identity| identity.deleted_at.is_none());
    Ok(live.map(|identity| AccountId(identity.record_id)).collect())
}

/// The live records of these ids; `accounts` are theirs, or none where they are not known.
pub async fn by_ids<R: Record>(
    tx: &impl ConnectionTrait,
    accounts: &BTreeSet<AccountId>,
    ids: &[Uuid],
) -> Result<Vec<R>, AppError> {
    let mut found = Vec::with_capacity(ids.len());
    for part in ids.chunks(chunk(tx, 2)) {
        let mut query = R::Entity::find().filter(R::ID.is_in(part.iter().copied()));
        query = match R::ACCOUNT {
            Some(account) if !accounts.is_empty() && accounts.len() <= part.len() => {
                query.filter(account.is_in(accounts.iter().copied()))
            }
            _ => query,
        };
        if let Some(ended) = R::ENDED {
            query = query.filter(ended.is_null());
        }
        found.extend(query.all(tx).await?);
    }
    Ok(found)
}

/// All of our people.
pub async fn team_members(db: &impl ConnectionTrait) -> Result<Vec<team_member::Model>, AppError> {
    Ok(team_member::Entity::find().all(db).await?)
}

/// The pending requests that these people own.
pub async fn pending_of(
    db: &impl ConnectionTrait,
    owners: &BTreeSet<TeamMemberId>,
) -> Result<Vec<request::Model>, AppError> {
    let owners: Vec<_> = owners.iter().copied().collect();
    let mut found = Vec::new();
    for part in owners.chunks(chunk(db, 1) - 2) {
        let done = [RequestStatus::Closed, RequestStatus::Declined];
        let pending = request::Column::Status.is_not_in(done);
        let owned = request::Column::OwnerId.is_in(part.iter().copied());
        found.extend(request::Entity::find().filter(owned.and(pending)).all(db).await?);
    }
    Ok(found)
}

/// The live identities of these accounts.
pub async fn identities_of_accounts(
    db: &impl ConnectionTrait,
    accounts: &[Uuid],
) -> Result<Vec<external_id::Model>, AppError> {
    let mut found = Vec::new();
    for part in accounts.chunks(chunk(db, 1) - 1) {
        let live = Column::Kind.eq(RecordKind::Account).and(Column::DeletedAt.is_null());
        let theirs = Column::RecordId.is_in(part.iter().copied());
        found.extend(Entity::find().filter(theirs.and(live)).all(db).await?);
    }
    Ok(found)
}
