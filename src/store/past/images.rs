//! What the log says of records at a moment: one statement, however many there are.

use chrono::{DateTime, Utc};
use entity::enums::ChangeKind;
use entity::ids::AccountId;
use entity::values::Actor;
use futures_util::TryStreamExt;
use sea_orm::{ConnectionTrait, FromQueryResult, Statement, StreamTrait};
use serde_json::Value as Json;
use uuid::Uuid;

use super::too_large;
use crate::domain::custom_fields::bytes;
use crate::error::AppError;

/// Bytes of images that are read for one state.
const BYTES: usize = 64 << 20;

/// An entry that tells how a record stood, or who first recorded it.
#[derive(Debug, FromQueryResult)]
pub(super) struct Image {
    pub(super) kind: ChangeKind,
    pub(super) record_type: String,
    pub(super) record_id: Option<Uuid>,
    pub(super) recorded_at: DateTime<Utc>,
    pub(super) actor: Actor,
    pub(super) source: Option<String>,
    /// The image, in a record's newest entry alone.
    pub(super) after: Option<Json>,
    /// 1 for a record's newest entry.
    pub(super) newest: i64,
}

/// Of each record that hangs on the account its newest entry by `at`, and the one that created it. What was before the
/// account was last deleted counts for nothing.
pub(super) async fn of_account(
    conn: &(impl ConnectionTrait + StreamTrait),
    account: AccountId,
    at: DateTime<Utc>,
) -> Result<Vec<Image>, AppError> {
    let of = r#""account_id" = $2 AND "seq" > (
        SELECT COALESCE(MAX("seq"), 0) FROM "change" WHERE "account_id" = $2 AND "recorded_at" <= $1
        AND "record_type" = 'Account' AND "kind" = 'DELETED')"#;
    read(conn, of, vec![at.into(), account.into()]).await
}

/// The same of our people and the product's features.
pub(super) async fn common(
    conn: &(impl ConnectionTrait + StreamTrait),
    at: DateTime<Utc>,
) -> Result<Vec<Image>, AppError> {
    read(conn, r#""account_id" IS NULL AND "record_id" IS NOT NULL"#, vec![at.into()]).await
}

async fn read(
    conn: &(impl ConnectionTrait + StreamTrait),
    of: &str,
    values: Vec<sea_orm::Value>,
) -> Result<Vec<Image>, AppError> {
    let sql = format!(
        r#"SELECT "kind", "record_type", "record_id", "recorded_at", "actor", "source", "newest",
            CASE WHEN "newest" = 1 THEN "after" END AS "after"
        FROM (
            SELECT "seq", "kind", "record_type", "record_id", "recorded_at", "actor", "source", "after",
                ROW_NUMBER() OVER (PARTITION BY "record_type", "record_id" ORDER BY "seq" DESC) AS "newest",
                ROW_NUMBER() OVER (PARTITION BY "record_type", "record_id", "kind" ORDER BY "seq" DESC) AS "of_kind"
            FROM "change"
            WHERE "recorded_at" <= $1 AND "kind" IN ('CREATED', 'UPDATED', 'DELETED') AND {of}
        ) AS "ranked"
        WHERE "newest" = 1 OR ("kind" = 'CREATED' AND "of_kind" = 1) ORDER BY "seq""#
    );
    let asked = Statement::from_sql_and_values(ConnectionTrait::get_database_backend(conn), sql, values);
    let mut found = Image::find_by_statement(asked).stream(conn).await?;
    let (mut images, mut held) = (Vec::new(), 0);
    while let Some(image) = found.try_next().await? {
        held += image.after.as_ref().map_or(0, bytes);
        if held > BYTES {
            return Err(too_large());
        }
        images.push(image);
    }
    Ok(images)
}
