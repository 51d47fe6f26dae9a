//! Accounts whose assessment is behind: a batch has left them to the worker, or the company's epoch has moved on.

use ::entity::behind::{ActiveModel, Column, Entity};
use ::entity::ids::AccountId;
use ::entity::{account, company};
use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, Func};
use sea_orm::{ActiveValue, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::error::AppError;
use crate::registry::{chunk, put_all};

/// The epoch of an account that a batch has left behind: before all that the company ever had.
pub const LEFT: i64 = 0;

/// Notes that these accounts are left behind from now on.
pub async fn begin(tx: &impl ConnectionTrait, accounts: &[AccountId], moment: DateTime<Utc>) -> Result<(), AppError> {
    let row = |&account_id: &AccountId| ActiveModel {
        account_id: ActiveValue::Set(account_id),
        since: ActiveValue::Set(moment),
        until: ActiveValue::Set(None),
    };
    put_all(tx, accounts.iter().map(row).collect(), None).await.map(drop)
}

/// Notes that these accounts were settled.
pub async fn end(tx: &impl ConnectionTrait, accounts: &[AccountId], moment: DateTime<Utc>) -> Result<(), AppError> {
    for part in accounts.chunks(chunk(tx, 1) - 1) {
        Entity::update_many()
            .col_expr(Column::Until, Expr::value(moment))
            .filter(Column::AccountId.is_in(part.iter().copied()))
            .filter(Column::Until.is_null())
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// Puts the times in which an account was behind away under the key of the life that ends.
pub async fn put_away(
    tx: &impl ConnectionTrait,
    account: AccountId,
    life: AccountId,
    moment: DateTime<Utc>,
) -> Result<(), AppError> {
    end(tx, &[account], moment).await?;
    let theirs = Entity::update_many().filter(Column::AccountId.eq(account));
    theirs.col_expr(Column::AccountId, Expr::value(life)).exec(tx).await?;
    Ok(())
}

/// Since when an account was left behind that was so at a moment.
pub async fn since(
    conn: &impl ConnectionTrait,
    account: AccountId,
    at: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, AppError> {
    let then = Entity::find()
        .select_only()
        .column(Column::Since)
        .filter(Column::AccountId.eq(account))
        .filter(Column::Since.lte(at))
        .filter(Column::Until.is_null().or(Column::Until.gt(at)))
        .order_by_desc(Column::Since);
    Ok(then.limit(1).into_tuple().one(conn).await?)
}

/// How far the assessments are behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lag {
    /// How many accounts are.
    pub accounts: i64,
    /// Since when the first of them is; nothing where none is. Of the epochs that an account has missed the last counts.
    pub since: Option<DateTime<Utc>>,
}

/// How far the assessments are behind.
pub async fn lag(conn: &impl ConnectionTrait) -> Result<Lag, AppError> {
    let company = company::Entity::find_by_id(1).one(conn).await?;
    let company = company.ok_or(AppError::Invariant("the company's row is missing"))?;
    let behind: Option<(i64, Option<i64>)> = account::Entity::find()
        .select_only()
        .expr(Func::count(Expr::col(account::Column::Id)))
        .expr(Func::max(Expr::col(account::Column::Epoch)))
        .filter(account::Column::Epoch.lt(company.epoch))
        .into_tuple()
        .one(conn)
        .await?;
    let (accounts, newest) = behind.unwrap_or_default();
    let left: Option<Option<DateTime<Utc>>> = Entity::find()
        .select_only()
        .expr(Func::min(Expr::col(Column::Since)))
        .filter(Column::Until.is_null())
        .into_tuple()
        .one(conn)
        .await?;
    let moved = company.moved_at.filter(|_| newest.is_some_and(|epoch| epoch > LEFT));
    Ok(Lag { accounts, since: left.flatten().into_iter().chain(moved).min() })
}
