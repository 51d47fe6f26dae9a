//! What stands about accounts: the whole assessment and the numbers made beside it; and what stood before.

use ::entity::enums::HealthBand;
use ::entity::{assessment, health_override, standing};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Order, OverStatement, Query, WindowStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, JsonValue, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use crate::error::AppError;

/// The standing assessments of these accounts, whole.
pub async fn bodies(conn: &impl ConnectionTrait, accounts: Vec<Uuid>) -> Result<Vec<(Uuid, JsonValue)>, AppError> {
    parts(conn, accounts, standing::Column::Body).await
}

/// The numbers that were made beside them.
pub async fn numbers(conn: &impl ConnectionTrait, accounts: Vec<Uuid>) -> Result<Vec<(Uuid, JsonValue)>, AppError> {
    parts(conn, accounts, standing::Column::Numbers).await
}

async fn parts(
    conn: &impl ConnectionTrait,
    accounts: Vec<Uuid>,
    part: standing::Column,
) -> Result<Vec<(Uuid, JsonValue)>, AppError> {
    let select = standing::Entity::find().select_only().columns([standing::Column::AccountId, part]);
    Ok(select.filter(standing::Column::AccountId.is_in(accounts)).into_tuple().all(conn).await?)
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

/// The points of these accounts that stood at `until`, one of each account.
pub async fn standing_at(
    conn: &impl ConnectionTrait,
    accounts: &[Uuid],
    until: DateTime<Utc>,
) -> Result<Vec<Point>, AppError> {
    let until = Expr::col("assessed_at").lte(until);
    last_of_each(conn, accounts, until, None).await
}

/// The last point of each UTC day that has an assessment from `since` until before `until`.
pub async fn daily(
    conn: &impl ConnectionTrait,
    accounts: &[Uuid],
    since: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<Point>, AppError> {
    let within = Expr::col("assessed_at").gte(since).and(Expr::col("assessed_at").lt(until));
    last_of_each(conn, accounts, within, Some(day(conn.get_database_backend()))).await
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

async fn last_of_each(
    conn: &impl ConnectionTrait,
    accounts: &[Uuid],
    within: Expr,
    period: Option<Expr>,
) -> Result<Vec<Point>, AppError> {
    let mut ranked = Query::select();
    ranked
        .columns(["account_id", "assessed_at", "score", "band"])
        .expr_window_as(Func::cust("ROW_NUMBER"), newest_first(period), "place")
        .from(assessment::Entity)
        .and_where(Expr::col("account_id").is_in(accounts.iter().copied()))
        .and_where(within);
    let mut last = Query::select();
    last.columns(["account_id", "assessed_at", "score", "band"])
        .from_subquery(ranked, "ranked")
        .and_where(Expr::col("place").eq(1))
        .order_by("assessed_at", Order::Asc);
    let rows = conn.query_all(&last).await?;
    Ok(rows.iter().map(|row| Point::from_query_result(row, "")).collect::<Result<_, _>>()?)
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

/// What changed in one assessment.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Lines {
    /// The account.
    pub account_id: Uuid,
    /// A list of lines.
    pub lines: JsonValue,
}

/// The lines of the assessments of these accounts after `from`, up to and with `to`, in order.
pub async fn lines(
    conn: &impl ConnectionTrait,
    accounts: &[Uuid],
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<Lines>, AppError> {
    use assessment::Column;
    let select = assessment::Entity::find().select_only().columns([Column::AccountId, Column::Lines]);
    let within = select
        .filter(Column::AccountId.is_in(accounts.iter().copied()))
        .filter(Column::AssessedAt.gt(from))
        .filter(Column::AssessedAt.lte(to));
    Ok(within.into_model::<Lines>().all(conn).await?)
}

/// A quadrant at a moment.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Place {
    /// The account.
    pub account_id: Uuid,
    /// The moment it is for.
    pub assessed_at: DateTime<Utc>,
    /// The assessment's quadrant.
    pub quadrant: JsonValue,
}

/// The last whole assessment's quadrant of each month of these accounts, before `until`, oldest first.
pub async fn monthly_quadrants(
    conn: &impl ConnectionTrait,
    accounts: &[Uuid],
    until: DateTime<Utc>,
) -> Result<Vec<Place>, AppError> {
    let backend = conn.get_database_backend();
    let quadrant = match backend {
        DbBackend::Postgres => "body -> 'quadrant'",
        _ => "json_extract(body, '$.quadrant')",
    };
    let mut ranked = Query::select();
    ranked
        .columns(["account_id", "assessed_at"])
        .expr_as(Expr::cust(quadrant), "quadrant")
        .expr_window_as(Func::cust("ROW_NUMBER"), newest_first(Some(month(backend))), "place")
        .from(assessment::Entity)
        .and_where(Expr::col("account_id").is_in(accounts.iter().copied()))
        .and_where(Expr::col("body").is_not_null())
        .and_where(Expr::col("assessed_at").lt(until));
    let mut last = Query::select();
    last.columns(["account_id", "assessed_at", "quadrant"])
        .from_subquery(ranked, "ranked")
        .and_where(Expr::col("place").eq(1))
        .order_by("assessed_at", Order::Asc);
    let rows = conn.query_all(&last).await?;
    Ok(rows.iter().map(|row| Place::from_query_result(row, "")).collect::<Result<_, _>>()?)
}
