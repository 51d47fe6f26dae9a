//! The log: entries are appended by units of work, and get their place in the feed afterwards.

use chrono::{DateTime, Utc};
use entity::account;
use entity::change::{ActiveModel, Column, Entity};
use entity::enums::{ChangeKind, ChangeRecordType};
use entity::ids::{AccountId, ChangeId};
use entity::values::Actor;
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::Value;
use uuid::Uuid;

use super::{Db, Engine};
use crate::error::AppError;
use crate::registry::put_all;

/// An entry to append.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its id.
    pub id: ChangeId,
    /// The account; none for common facts.
    pub account_id: Option<AccountId>,
    /// What it tells.
    pub kind: ChangeKind,
    /// The type of its record.
    pub record_type: ChangeRecordType,
    /// The record; none for bulk facts.
    pub record_id: Option<Uuid>,
    /// Who did it.
    pub actor: Actor,
    /// The system it came from.
    pub source: Option<String>,
    /// Why, where Vitrine itself did it.
    pub cause: Option<String>,
    /// The full image afterwards; none after a delete.
    pub after: Option<Value>,
}

/// Appends entries in this order. On SQLite writers are serial, so they get their positions at once.
pub async fn append(tx: &impl ConnectionTrait, entries: Vec<Entry>, moment: DateTime<Utc>) -> Result<(), AppError> {
    if entries.is_empty() {
        return Ok(());
    }
    let mut position = match tx.get_database_backend() {
        DbBackend::Sqlite => Some(last_position(tx).await?),
        _ => None,
    };
    let row = |entry: Entry| {
        if let Some(position) = &mut position {
            *position += 1;
        }
        ActiveModel {
            seq: ActiveValue::NotSet,
            position: ActiveValue::Set(position),
            id: ActiveValue::Set(entry.id),
            recorded_at: ActiveValue::Set(moment),
            account_id: ActiveValue::Set(entry.account_id),
            kind: ActiveValue::Set(entry.kind),
            record_type: ActiveValue::Set(entry.record_type.type_name().to_owned()),
            record_id: ActiveValue::Set(entry.record_id),
            actor: ActiveValue::Set(entry.actor),
            source: ActiveValue::Set(entry.source),
            cause: ActiveValue::Set(entry.cause),
            after: ActiveValue::Set(entry.after),
        }
    };
    put_all(tx, entries.into_iter().map(row).collect(), None).await.map(drop)
}

/// When the newest entry was recorded; nothing where there is none.
pub async fn last_recorded(db: &impl ConnectionTrait) -> Result<Option<DateTime<Utc>>, AppError> {
    let newest = Entity::find().select_only().column(Column::RecordedAt).order_by_desc(Column::Seq);
    Ok(newest.limit(1).into_tuple().one(db).await?)
}

/// The latest moment at which anything was recorded, the newest entry or what any account was last written at; nothing where
/// nothing was. Where a clock was ahead, an older entry may be later than the newest one.
pub async fn latest(db: &impl ConnectionTrait) -> Result<Option<DateTime<Utc>>, AppError> {
    let newest = last_recorded(db).await?;
    let of_accounts: Option<Option<DateTime<Utc>>> = account::Entity::find()
        .select_only()
        .expr(Func::max(Expr::col(account::Column::LastRecordedAt)))
        .into_tuple()
        .one(db)
        .await?;
    Ok(Ord::max(newest, of_accounts.flatten()))
}

/// Whether this entry stands at this position of the log.
pub async fn stands(db: &impl ConnectionTrait, position: i64, id: ChangeId) -> Result<bool, AppError> {
    let entry = Entity::find().select_only().column(Column::Id).filter(Column::Position.eq(position));
    let there: Option<ChangeId> = entry.into_tuple().one(db).await?;
    Ok(there == Some(id))
}

/// Whether anybody but this system and Vitrine itself has written an entry.
pub async fn holds_others(db: &impl ConnectionTrait, system: &str) -> Result<bool, AppError> {
    let theirs = Column::Source.ne(system).or(Column::Source.is_null().and(Column::Cause.is_null()));
    let one: Option<i64> =
        Entity::find().select_only().column(Column::Seq).filter(theirs).limit(1).into_tuple().one(db).await?;
    Ok(one.is_some())
}

/// The last position that was given; 0 before the first.
pub async fn last_position(db: &impl ConnectionTrait) -> Result<i64, AppError> {
    let last: Option<Option<i64>> =
        Entity::find().select_only().expr(Func::max(Expr::col(Column::Position))).into_tuple().one(db).await?;
    Ok(last.flatten().unwrap_or(0))
}

/// The key of the lock that lets one settler work at a time.
const SETTLING: i64 = 0x7669_7472_696e_6501;

/// Entries that one statement settles at most.
const PORTION: u64 = 20_000;

/// Gives every committed entry that has none its position, in the order of `seq`; says how many there were.
///
/// A writer that waited for another's account drew its `seq` later, and whoever sees its entries sees the other's: so
/// numbering what is visible, one settler after the other, leaves no hole and turns nothing round.
pub async fn settle(db: &Db) -> Result<u64, AppError> {
    if db.engine == Engine::Sqlite {
        return Ok(0);
    }
    // Mostly there is nothing to do, and asking costs no lock.
    let waiting: Option<i64> = Entity::find()
        .select_only()
        .column(Column::Seq)
        .filter(Column::Position.is_null())
        .limit(1)
        .into_tuple()
        .one(&db.write)
        .await?;
    if waiting.is_none() {
        return Ok(0);
    }
    let mut settled = 0;
    loop {
        let portion = settle_portion(db).await?;
        settled += portion;
        if portion < PORTION {
            return Ok(settled);
        }
    }
}

/// The same for as many entries as one statement should take.
async fn settle_portion(db: &Db) -> Result<u64, AppError> {
    let tx = db.begin_write().await?;
    // A statement of its own: the next one must see what the settler before has committed.
    tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({SETTLING})")).await?;
    let settled = tx
        .execute_unprepared(&format!(
            r#"UPDATE "change" SET "position" = "numbered"."position" FROM (
                SELECT "seq", (SELECT COALESCE(MAX("position"), 0) FROM "change") + ROW_NUMBER() OVER (ORDER BY "seq")
                    AS "position"
                FROM (SELECT "seq" FROM "change" WHERE "position" IS NULL ORDER BY "seq" LIMIT {PORTION}) AS "waiting"
            ) AS "numbered" WHERE "change"."seq" = "numbered"."seq""#
        ))
        .await?;
    tx.commit().await?;
    Ok(settled.rows_affected())
}
