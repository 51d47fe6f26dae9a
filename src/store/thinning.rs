//! Thins stored assessments: what is old keeps its score, band, quadrant and lines; what is older still hands its lines on and goes.
//! Those that stand in the log and each month's last stay whole.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use entity::assessment::{Column, Entity};
use entity::enums::ChangeCause;
use entity::ids::{AccountId, AssessmentId};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement,
};

use super::Db;
use crate::domain::assessment::ChangeLine;
use crate::domain::number::Tenths;
use crate::error::AppError;

/// Days for which every stored assessment stays whole.
const WHOLE: i64 = 35;
/// Days for which a thinned one keeps its row.
const KEPT: i64 = 400;
/// Accounts whose oldest rows are handed on at a time.
const ACCOUNTS: u64 = 200;

/// Thins what has grown old by `now`, of one account or of all; says how many rows it touched.
pub async fn thin(db: &Db, now: DateTime<Utc>, account: Option<AccountId>) -> Result<u64, AppError> {
    let mut touched = strip(db, now - TimeDelta::days(WHOLE), account).await?;
    let end = now - TimeDelta::days(KEPT);
    loop {
        let of = old(end, account);
        let accounts: Vec<AccountId> = Entity::find()
            .select_only()
            .column(Column::AccountId)
            .distinct()
            .filter(of)
            .limit(ACCOUNTS)
            .into_tuple()
            .all(&db.read)
            .await?;
        if accounts.is_empty() {
            return Ok(touched);
        }
        for account in accounts {
            touched += hand_on(db, end, account).await?;
        }
    }
}

/// Takes body, memory and given from what is neither logged, nor its month's last, nor younger than `end`.
async fn strip(db: &Db, end: DateTime<Utc>, account: Option<AccountId>) -> Result<u64, AppError> {
    let month = match db.engine.backend() {
        DbBackend::Postgres => |row: &str| format!("to_char({row}.\"assessed_at\" AT TIME ZONE 'UTC', 'YYYY-MM')"),
        _ => |row: &str| format!("substr({row}.\"assessed_at\", 1, 7)"),
    };
    let only = if account.is_some() { "AND \"assessment\".\"account_id\" = $2" } else { "" };
    let sql = format!(
        r#"UPDATE "assessment" SET "body" = NULL, "memory" = NULL, "given" = NULL
        WHERE "body" IS NOT NULL AND NOT "logged" AND "assessed_at" < $1 {only} AND EXISTS (
            SELECT 1 FROM "assessment" AS "later" WHERE "later"."account_id" = "assessment"."account_id"
            AND "later"."assessed_at" >= "assessment"."assessed_at"
            AND ("later"."assessed_at" > "assessment"."assessed_at" OR "later"."id" > "assessment"."id")
            AND {} = {})"#,
        month("\"later\""),
        month("\"assessment\""),
    );
    let mut values: Vec<sea_orm::Value> = vec![end.into()];
    values.extend(account.map(sea_orm::Value::from));
    let done = db.write.execute_raw(Statement::from_sql_and_values(db.engine.backend(), sql, values)).await?;
    Ok(done.rows_affected())
}

fn old(end: DateTime<Utc>, account: Option<AccountId>) -> Condition {
    Condition::all()
        .add(Column::Body.is_null())
        .add(Column::AssessedAt.lt(end))
        .add_option(account.map(|account| Column::AccountId.eq(account)))
}

/// Deletes an account's thinned rows from before `end`, and adds their lines to the next row that stays.
async fn hand_on(db: &Db, end: DateTime<Utc>, account: AccountId) -> Result<u64, AppError> {
    let tx = db.begin_write().await?;
    let last_gone: Option<DateTime<Utc>> = Entity::find()
        .select_only()
        .column(Column::AssessedAt)
        .filter(old(end, Some(account)))
        .order_by_desc(Column::AssessedAt)
        .limit(1)
        .into_tuple()
        .one(&tx)
        .await?;
    let Some(last_gone) = last_gone else { return Ok(0) };
    let query = Entity::find()
        .select_only()
        .columns([Column::Id, Column::AssessedAt, Column::RecordedAt, Column::CarriesSince, Column::Lines])
        .expr(Column::Body.is_null())
        .filter(Column::AccountId.eq(account))
        .order_by_asc(Column::AssessedAt)
        .order_by_asc(Column::Id);
    type Row = (AssessmentId, DateTime<Utc>, DateTime<Utc>, Option<DateTime<Utc>>, String, bool);
    let mut rows: Vec<Row> = query.clone().filter(Column::AssessedAt.lte(last_gone)).into_tuple().all(&tx).await?;
    rows.extend(query.filter(Column::AssessedAt.gt(last_gone)).limit(1).into_tuple::<Row>().all(&tx).await?);
    let mut gone = Vec::new();
    let mut carried = Vec::new();
    let mut since = None;
    for (id, at, recorded_at, carries_since, lines, thinned) in rows {
        let lines: Vec<ChangeLine> = serde_json::from_str(&lines)?;
        if thinned && at < end {
            gone.push(id);
            carried.extend(lines);
            since = since.or(carries_since).or(Some(recorded_at));
        } else if let Some(first_gone) = since.take() {
            carried.extend(lines);
            let sum = serde_json::to_string(&added_up(std::mem::take(&mut carried)))?;
            Entity::update_many()
                .col_expr(Column::Lines, Expr::value(sum))
                .col_expr(
                    Column::CarriesSince,
                    Expr::value(carries_since.map_or(first_gone, |earlier| Ord::min(earlier, first_gone))),
                )
                .filter(Column::AccountId.eq(account).and(Column::Id.eq(id)))
                .exec(&tx)
                .await?;
        }
    }
    if since.is_some() {
        // Nothing after them stays: the standing one is never thinned, so this cannot be.
        return Err(AppError::Invariant("an account whose every assessment is thinned"));
    }
    for part in gone.chunks(10_000) {
        Entity::delete_many()
            .filter(Column::AccountId.eq(account).and(Column::Id.is_in(part.iter().copied())))
            .exec(&tx)
            .await?;
    }
    tx.commit().await?;
    Ok(gone.len() as u64)
}

/// One line per signal and cause; those of zero are left out.
fn added_up(lines: Vec<ChangeLine>) -> Vec<ChangeLine> {
    let mut sums: BTreeMap<(Option<String>, ChangeCause), Tenths> = BTreeMap::new();
    for line in lines {
        let sum = sums.entry((line.signal, line.cause)).or_default();
        *sum = *sum + line.points;
    }
    let kept = sums.into_iter().filter(|(_, points)| points.0 != 0);
    kept.map(|((signal, cause), points)| ChangeLine { signal, cause, points }).collect()
}
