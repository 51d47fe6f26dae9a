//! What systems call records.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::enums::RecordKind;
use entity::external_id::{Column, Entity, Model};
use entity::ids::AccountId;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::AppError;
use crate::registry::chunk;

/// What a system calls an account, as the account's image in the log has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Name {
    /// The system.
    pub system: String,
    /// The record's key there.
    pub id: String,
    /// Where it can be seen in that system.
    pub url: Option<String>,
    /// When that system last sent it.
    pub synced_at: Option<DateTime<Utc>>,
}

impl From<&Model> for Name {
    fn from(identity: &Model) -> Self {
        Self {
            system: identity.system.clone(),
            id: identity.external_id.clone(),
            url: identity.url.clone(),
            synced_at: identity.synced_at,
        }
    }
}

impl Name {
    /// The identity of a record that is called so.
    pub fn of(self, kind: RecordKind, record: Uuid, account: AccountId) -> Model {
        Model {
            kind,
            system: self.system,
            external_id: self.id,
            record_id: record,
            account_id: Some(account),
            url: self.url,
            synced_at: self.synced_at,
            stamp: None,
            said: None,
            version: 0,
            deleted_at: None,
        }
    }
}

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

/// The live accounts that systems call so. Of two systems with one key the later name wins.
pub async fn accounts_called(
    db: &impl ConnectionTrait,
    keys: &[String],
) -> Result<HashMap<String, AccountId>, AppError> {
    let mut found = HashMap::new();
    for part in keys.chunks(chunk(db, 1) - 1) {
        let rows = Entity::find()
            .filter(Column::Kind.eq(RecordKind::Account))
            .filter(Column::ExternalId.is_in(part.iter().map(String::as_str)))
            .filter(Column::DeletedAt.is_null())
            .order_by_asc(Column::System)
            .all(db)
            .await?;
        found.extend(rows.into_iter().map(|row| (row.external_id, AccountId(row.record_id))));
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

/// Stamps that lie ahead.
#[derive(Clone, Debug, PartialEq)]
pub struct Ahead {
    /// How many.
    pub many: u64,
    /// The first identities that have one, by system and key.
    pub first: Vec<Model>,
}

/// The identities whose stamp lies after this moment: their number, and the first so many.
pub async fn ahead(db: &impl ConnectionTrait, after: DateTime<Utc>, most: usize) -> Result<Ahead, AppError> {
    let ahead = Entity::find().filter(Column::Stamp.gt(after));
    let many = ahead.clone().count(db).await?;
    let ordered = ahead.order_by_asc(Column::System).order_by_asc(Column::Kind).order_by_asc(Column::ExternalId);
    let first = ordered.limit(u64::try_from(most).unwrap_or(u64::MAX)).all(db).await?;
    Ok(Ahead { many, first })
}
