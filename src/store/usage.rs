//! Use of the product, added up.

use std::collections::HashMap;

use ::entity::ids::AccountId;
use ::entity::usage::{Column, Entity};
use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, Select,
};
use uuid::Uuid;

use crate::error::AppError;
use crate::registry::chunk;

/// What the records of one period say together.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Sum {
    /// The account.
    pub account_id: Uuid,
    /// The feature's external id, where the sums are by feature.
    pub feature: Option<String>,
    /// First day of the period.
    pub from: NaiveDate,
    /// The day after its last one.
    pub to: NaiveDate,
    /// Distinct users.
    pub users: i64,
    /// The greatest own count of active users.
    pub active_users: Option<i64>,
    /// Uses.
    pub uses: Option<i64>,
    /// Sessions.
    pub sessions: Option<i64>,
    /// Seconds.
    pub seconds: Option<i64>,
}

/// Records that touch a day from `since` until before `until` and are use: those that state numbers, all 0, are none.
fn used(accounts: Vec<Uuid>, since: NaiveDate, until: NaiveDate) -> Select<Entity> {
    let numbers = [Column::Uses, Column::Sessions, Column::Seconds, Column::ActiveUsers];
    let any = numbers.iter().fold(Condition::any(), |any, number| any.add(number.gt(0)));
    let none = numbers.iter().fold(Condition::all(), |all, number| all.add(number.is_null()));
    Entity::find()
        .filter(Column::AccountId.is_in(accounts))
        .filter(Column::EndedAt.is_null())
        .filter(Column::From.lt(until))
        .filter(Column::To.gt(since))
        .filter(any.add(none))
}

/// Whole numbers stay whole on both engines.
fn sum(column: Column) -> Expr {
    Expr::expr(Func::sum(Expr::col((Entity, column)))).cast_as("bigint")
}

fn summed(select: Select<Entity>) -> Select<Entity> {
    let users = Expr::expr(Func::count_distinct(Expr::col((Entity, Column::User))));
    select
        .column(Column::AccountId)
        .column(Column::From)
        .column(Column::To)
        .expr_as(users, "users")
        .expr_as(Expr::expr(Func::max(Expr::col((Entity, Column::ActiveUsers)))), "active_users")
        .expr_as(sum(Column::Uses), "uses")
        .expr_as(sum(Column::Sessions), "sessions")
        .expr_as(sum(Column::Seconds), "seconds")
        .group_by(Column::AccountId)
        .group_by(Column::From)
        .group_by(Column::To)
}

/// Sums by period.
pub async fn by_period(
    conn: &impl ConnectionTrait,
    accounts: Vec<Uuid>,
    since: NaiveDate,
    until: NaiveDate,
) -> Result<Vec<(Uuid, Sum)>, AppError> {
    let select = used(accounts, since, until).select_only().expr_as(Expr::cust("NULL"), "feature");
    let rows = summed(select).into_model::<Sum>().all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.account_id, row)).collect())
}

/// Sums by feature and period, of the records that name a feature.
pub async fn by_feature(
    conn: &impl ConnectionTrait,
    accounts: Vec<Uuid>,
    since: NaiveDate,
    until: NaiveDate,
) -> Result<Vec<(Uuid, Sum)>, AppError> {
    let named = used(accounts, since, until).filter(Column::Feature.is_not_null());
    let select = named.select_only().column(Column::Feature).group_by(Column::Feature);
    let rows = summed(select).into_model::<Sum>().all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.account_id, row)).collect())
}

/// How many live records these accounts have: the most of their facts, where there are many. None has no row.
pub async fn counts(conn: &impl ConnectionTrait, accounts: &[AccountId]) -> Result<HashMap<AccountId, i64>, AppError> {
    let mut found = HashMap::new();
    for part in accounts.chunks(chunk(conn, 1)) {
        let rows: Vec<(AccountId, i64)> = Entity::find()
            .select_only()
            .column(Column::AccountId)
            .expr(Func::count(Expr::col(Column::Id)))
            .filter(Column::AccountId.is_in(part.iter().copied()))
            .filter(Column::EndedAt.is_null())
            .group_by(Column::AccountId)
            .into_tuple()
            .all(conn)
            .await?;
        found.extend(rows);
    }
    Ok(found)
}

/// Distinct users of a feature.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Users {
    /// The account.
    pub account_id: Uuid,
    /// The feature's external id.
    pub feature: String,
    /// How many.
    pub users: i64,
}

/// Distinct users by feature.
pub async fn users_by_feature(
    conn: &impl ConnectionTrait,
    accounts: Vec<Uuid>,
    since: NaiveDate,
    until: NaiveDate,
) -> Result<Vec<(Uuid, Users)>, AppError> {
    let users = Expr::expr(Func::count_distinct(Expr::col((Entity, Column::User))));
    let rows = used(accounts, since, until)
        .filter(Column::Feature.is_not_null())
        .filter(Column::User.is_not_null())
        .select_only()
        .columns([Column::AccountId, Column::Feature])
        .expr_as(users, "users")
        .group_by(Column::AccountId)
        .group_by(Column::Feature)
        .into_model::<Users>()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.account_id, row)).collect())
}
