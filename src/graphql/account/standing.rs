//! What stands about accounts, read once for all of a cohort.

use std::sync::Arc;

use async_graphql::{Context, Result};
use entity::account::{self, Model};
use entity::ids::AccountId;
use uuid::Uuid;

use super::object::Account;
use crate::domain::assess::Numbers;
use crate::domain::assessment::Assessment;
use crate::error::AppError;
use crate::graphql::context::ContextExt;
use crate::graphql::handoff::object::Handoff;
use crate::graphql::loaders::{Row, grouped, read_along, reference};
use crate::store::{accounts, handoffs, standings};

const STANDING: &str = "standing";

/// The account with this id, and its standing assessment where the selection needs it.
pub async fn with_standing(ctx: &Context<'_>, id: AccountId) -> Result<Option<Row<Model>>> {
    let snapshot = ctx.reader().snapshot().await?;
    let asked = |field| ctx.look_ahead().field(field).exists();
    if !["health", "happiness", "stage", "quadrant", "assessedAt", "policyVersion"].into_iter().any(asked) {
        return Ok(accounts::by_id(&*snapshot, accounts::shown(), id).await?.map(Row::alone));
    }
    let found = standings::with_account(&*snapshot, id).await?;
    Ok(found.map(|(account, standing)| {
        let row = Row::alone(account);
        if let Some(standing) = standing {
            read_along(&row, STANDING, id.into(), standing);
        }
        row
    }))
}

/// The standing assessment, whole.
pub async fn standing(ctx: &Context<'_>, row: &Row<Model>) -> Result<Arc<Assessment>> {
    let load = |ids| async move { standings::assessments(&*ctx.reader().snapshot().await?, ids).await };
    let found = grouped(row, STANDING, |row| row.id.into(), load).await?;
    let whole = found.first().map(|found| Arc::clone(found));
    Ok(whole.ok_or(AppError::Invariant("an account that was never assessed"))?)
}

/// The numbers that were made beside it.
pub async fn numbers(ctx: &Context<'_>, row: &Row<Model>) -> Result<Arc<Numbers>> {
    let load = |ids| async move { standings::numbers(&*ctx.reader().snapshot().await?, ids).await };
    let found = grouped(row, "numbers", |row| row.id.into(), load).await?;
    let whole = found.first().map(|found| Arc::clone(found));
    Ok(whole.ok_or(AppError::Invariant("an account that was never assessed"))?)
}

/// The handoff that was signed last.
pub async fn handoff(ctx: &Context<'_>, row: &Row<Model>) -> Result<Option<Handoff>> {
    let load = |ids| async move { handoffs::latest(&*ctx.reader().snapshot().await?, ids).await };
    let found = grouped(row, "handoff", |row| row.id.into(), load).await?;
    Ok(found.into_iter().next().map(Handoff))
}

impl Account {
    /// The account that a record belongs to.
    pub async fn of<M: Send + Sync + 'static>(
        ctx: &Context<'_>,
        row: &Row<M>,
        id_of: impl Fn(&M) -> Uuid + Send + Sync,
    ) -> Result<Self> {
        let found = reference::<_, account::Entity>(ctx, row, "account", |row| Some(id_of(row))).await?;
        Ok(found.map(Self).ok_or(AppError::Invariant("a record without its account"))?)
    }
}
