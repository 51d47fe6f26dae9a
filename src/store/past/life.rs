//! An account's lives: it may be deleted, and come back under the same id. And its writers' lock.

use chrono::{DateTime, Utc};
use entity::enums::ChangeKind;
use entity::ids::AccountId;
use entity::{account, change, company};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use sha2::{Digest, Sha256};
use uuid::Builder;

use crate::error::AppError;
use crate::store::{Db, Engine};

/// Under which key the assessments and the told lines of an account are kept that was deleted at this moment.
pub fn key(account: AccountId, deleted_at: DateTime<Utc>) -> AccountId {
    let mut digest = Sha256::new();
    digest.update(account.0.as_bytes());
    digest.update(deleted_at.timestamp_micros().to_be_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.finalize()[..16]);
    AccountId(Builder::from_custom_bytes(bytes).into_uuid())
}

/// The key under which they are kept of the life that the account lived at `at`: its own while that life lasts.
pub(super) async fn of(
    conn: &impl ConnectionTrait,
    account: AccountId,
    at: DateTime<Utc>,
) -> Result<AccountId, AppError> {
    use change::Column;
    let ended: Option<DateTime<Utc>> = change::Entity::find()
        .select_only()
        .column(Column::RecordedAt)
        .filter(Column::AccountId.eq(account))
        .filter(Column::RecordedAt.gt(at))
        .filter(Column::Kind.eq(ChangeKind::Deleted))
        .filter(Column::RecordType.eq("Account"))
        .order_by_asc(Column::Seq)
        .limit(1)
        .into_tuple()
        .one(conn)
        .await?;
    Ok(ended.map_or(account, |ended| key(account, ended)))
}

/// Waits until whoever writes to the account, or to what belongs to none, has ended: then nothing that they record can
/// still come.
pub async fn quiet(db: &Db, id: AccountId) -> Result<(), AppError> {
    let tx = db.begin_write().await?;
    if db.engine == Engine::Postgres {
        account::Entity::find_by_id(id).lock_shared().one(&tx).await?;
        company::Entity::find_by_id(1).lock_shared().one(&tx).await?;
    }
    tx.rollback().await?;
    Ok(())
}
