//! What stands about accounts: the whole assessment and the numbers made beside it; and what stood before.

use std::sync::Arc;

use ::entity::enums::{HealthBand, QuadrantName};
use ::entity::ids::AccountId;
use ::entity::{account, assessment, health_override, standing};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Order, OverStatement, Query, WindowStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect,
    QueryTrait, RelationDef,
};
use uuid::Uuid;

use super::accounts;
use crate::domain::assess::Numbers;
use crate::domain::assessment::{Assessment, ChangeLine};
use crate::error::AppError;

/// The standing assessments of these accounts.
pub async fn assessments(
    conn: &impl ConnectionTrait,
    accounts: Vec<Uuid>,
) -> Result<Vec<(Uuid, Arc<Assessment>)>, AppError> {
    use standing::Column;
    type Row = (Uuid, DateTime<Utc>, DateTime<Utc>, Option<String>);
    let rows: Vec<Row> = standing::Entity::find()
        .join(JoinType::InnerJoin, stored())
        .select_only()
        .columns([Column::AccountId, Column::AssessedAt, Column::NextReviewAt])
        .column(assessment::Column::Body)
        .filter(Column::AccountId.is_in(accounts))
        .into_tuple()
        .all(conn)
        .await?;
    rows.into_iter().map(|(account, at, next, body): Row| Ok((account, whole(body, at, next)?))).collect()
}

/// An account as a view shows it, with its standing assessment: one statement for both.
pub async fn with_account(
    conn: &impl ConnectionTrait,
    id: AccountId,
) -> Result<Option<(account::Model, Option<Arc<Assessment>>)>, AppError> {
    let its_own = account::Entity::belongs_to(standing::Entity);
    let its_own = its_own.from(account::Column::Id).to(standing::Column::AccountId);
    let columns = accounts::shown();
    let found = columns
        .select(account::Entity::find())
        .join(JoinType::LeftJoin, its_own.into())
        .join(JoinType::LeftJoin, stored())
        .column_as(standing::Column::AssessedAt, "standing_assessed_at")
        .column_as(standing::Column::NextReviewAt, "standing_next_review_at")
        .column_as(assessment::Column::Body, "standing_body")
        .filter(account::Column::Id.eq(id));
    let Some(row) = conn.query_one(&found.into_query()).await? else { return Ok(None) };
    let account = columns.row(&row)?;
    let standing = match (row.try_get("", "standing_assessed_at")?, row.try_get("", "standing_next_review_at")?) {
        (Some(at), Some(next)) => Some(whole(row.try_get("", "standing_body")?, at, next)?),
        _ => None,
    };
    Ok(Some((account, standing)))
}

fn whole(body: Option<String>, at: DateTime<Utc>, next: DateTime<Utc>) -> Result<Arc<Assessment>, AppError> {
    let body = body.ok_or(AppError::Invariant("a standing assessment that is thinned"))?;
    Ok(at_its_moments(Arc::new(serde_json::from_str(&body)?), at, next))
}

/// The stored assessment that stands for an account.
fn stored() -> RelationDef {
    use assessment::{Column, Entity};
    let same = standing::Entity::belongs_to(Entity);
    let on = (standing::Column::AccountId, standing::Column::AssessmentId);
    same.from(on).to((Column::AccountId, Column::Id)).into()
}

/// A stored assessment as of the last one that said the same.
pub(super) fn at_its_moments(
    mut stored: Arc<Assessment>,
    assessed_at: DateTime<Utc>,
    next_review_at: DateTime<Utc>,
) -> Arc<Assessment> {
    if (stored.assessed_at, stored.next_review_at) != (assessed_at, next_review_at) {
        let said = Arc::make_mut(&mut stored);
        (said.assessed_at, said.next_review_at) = (assessed_at, next_review_at);
    }
    stored
}

/// The numbers that were made beside them.
pub async fn numbers(conn: &impl ConnectionTrait, accounts: Vec<Uuid>) -> Result<Vec<(Uuid, Arc<Numbers>)>, AppError> {
    use standing::Column;
    let select = standing::Entity::find().select_only().columns([Column::AccountId, Column::Numbers]);
    let rows: Vec<(Uuid, String)> = select.filter(Column::AccountId.is_in(accounts)).into_tuple().all(conn).await?;
    rows.into_iter().map(|(account, text)| Ok((account, Arc::new(serde_json::from_str(&text)?)))).collect()
}

/// The overrides of these accounts that were set and not ended.
pub async fn overrides(
    conn: &impl ConnectionTrait,
    accounts: Vec<Uuid>,
) -> Result<Vec<(Uuid, health_override::Model)>, AppError> {
    use health_override::Column;
    let rows = health_override::Entity::find().filter(Column::AccountId.is_in(accounts)).all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.account_id.into(), row)).collect())
}

/// A score at a moment.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Point {
    /// The account.
    pub account_id: Uuid,
    /// The moment it is for.
    pub assessed_at: DateTime<Utc>,
    /// The score shown, in tenths.
    pub score: Option<i32>,
    /// The band shown.
    pub band: HealthBand,
}

/// The columns of a point.
const POINT: [&str; 4] = ["account_id", "assessed_at", "score", "band"];

/// The points of these accounts that stood at `until`, one of each account.
pub async fn standing_at(
    conn: &impl ConnectionTrait,
    accounts: &[Uuid],
    until: DateTime<Utc>,
) -> Result<Vec<Point>, AppError> {
    let until = Expr::col("assessed_at").lte(until);
    last_of_each(conn, accounts, &POINT, until, None).await
}

/// The last point of each UTC day that has an assessment from `since` until before `until`.
pub async fn daily(
    conn: &impl ConnectionTrait,
    accounts: &[Uuid],
    since: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<Point>, AppError> {
    let within = Expr::col("assessed_at").gte(since).and(Expr::col("assessed_at").lt(until));
    last_of_each(conn, accounts, &POINT, within, Some(day(conn.get_database_backend()))).await
}

/// The day of an assessment: its text on both engines.
fn day(backend: DbBackend) -> Expr {
    Expr::cust(match backend {
        DbBackend::Postgres => "to_char(assessed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
        _ => "substr(assessed_at, 1, 10)",
    })
}

fn month(backend: DbBackend) -> Expr {
    Expr::cust(match backend {
        DbBackend::Postgres => "to_char(assessed_at AT TIME ZONE 'UTC', 'YYYY-MM')",
        _ => "substr(assessed_at, 1, 7)",
    })
}

async fn last_of_each<T: FromQueryResult>(
    conn: &impl ConnectionTrait,
    accounts: &[Uuid],
    columns: &[&'static str],
    within: Expr,
    period: Option<Expr>,
) -> Result<Vec<T>, AppError> {
    let mut ranked = Query::select();
    ranked
        .columns(columns.iter().copied())
        .expr_window_as(Func::cust("ROW_NUMBER"), newest_first(period), "place")
        .from(assessment::Entity)
        .and_where(Expr::col("account_id").is_in(accounts.iter().copied()))
        .and_where(within);
    let mut last = Query::select();
    last.columns(columns.iter().copied())
        .from_subquery(ranked, "ranked")
        .and_where(Expr::col("place").eq(1))
        .order_by("assessed_at", Order::Asc);
    let rows = conn.query_all(&last).await?;
    Ok(rows.iter().map(|row| T::from_query_result(row, "")).collect::<Result<_, _>>()?)
}

fn newest_first(period: Option<Expr>) -> WindowStatement {
    let mut window = WindowStatement::partition_by("account_id");
    if let Some(period) = period {
        window.add_partition_by(period);
    }
    for column in ["assessed_at", "recorded_at", "id"] {
        window.order_by(column, Order::Desc);
    }
    window
}

/// The lines of the assessments of these accounts after `from`, up to and with `to`, in no order.
pub async fn lines(
    conn: &impl ConnectionTrait,
    accounts: &[Uuid],
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<(Uuid, Vec<ChangeLine>)>, AppError> {
    use assessment::Column;
    let select = assessment::Entity::find().select_only().columns([Column::AccountId, Column::Lines]);
    let within = select
        .filter(Column::AccountId.is_in(accounts.iter().copied()))
        .filter(Column::AssessedAt.gt(from))
        .filter(Column::AssessedAt.lte(to));
    let rows: Vec<(Uuid, String)> = within.into_tuple().all(conn).await?;
    rows.into_iter().map(|(account, lines)| Ok((account, serde_json::from_str(&lines)?))).collect()
}

/// A quadrant at a moment.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Place {
    /// The account.
    pub account_id: Uuid,
    /// The moment it is for.
    pub assessed_at: DateTime<Utc>,
    /// The quadrant's name.
    pub quadrant: QuadrantName,
    /// x: the customer's happiness, in hundredths.
    pub customer_happiness: Option<i32>,
    /// y: ours, in hundredths; scoped.
    pub company_happiness: Option<i32>,
}

/// The quadrant of the last assessment of each month of these accounts, before `until`, oldest first.
pub async fn monthly_quadrants(
    conn: &impl ConnectionTrait,
    accounts: &[Uuid],
    until: DateTime<Utc>,
) -> Result<Vec<Place>, AppError> {
    let before = Expr::col("assessed_at").lt(until);
    let columns = ["account_id", "assessed_at", "quadrant", "customer_happiness", "company_happiness"];
    last_of_each(conn, accounts, &columns, before, Some(month(conn.get_database_backend()))).await
}
