//! What stands about accounts, read once for all of a cohort.

use std::sync::Arc;

use async_graphql::{Context, Result};
use entity::account::{self, Model};
use uuid::Uuid;

use super::object::Account;
use crate::domain::assess::Numbers;
use crate::domain::assessment::Assessment;
use crate::error::AppError;
use crate::graphql::context::ContextExt;
use crate::graphql::handoff::object::Handoff;
use crate::graphql::loaders::{Row, grouped, reference};
use crate::store::{handoffs, standings};

/// The standing assessment, whole.
pub async fn standing(ctx: &Context<'_>, row: &Row<Model>) -> Result<Arc<Assessment>> {
    let load = |ids| async move { standings::assessments(&*ctx.reader().snapshot().await?, ids).await };
    let found = grouped(row, "standing".to_owned(), |row| row.id.into(), load).await?;
    let whole = found.first().map(|found| Arc::clone(found));
    Ok(whole.ok_or(AppError::Invariant("an account that was never assessed"))?)
}

/// The numbers that were made beside it.
pub async fn numbers(ctx: &Context<'_>, row: &Row<Model>) -> Result<Arc<Numbers>> {
    let load = |ids| async move { standings::numbers(&*ctx.reader().snapshot().await?, ids).await };
    let found = grouped(row, "numbers".to_owned(), |row| row.id.into(), load).await?;
    let whole = found.first().map(|found| Arc::clone(found));
    Ok(whole.ok_or(AppError::Invariant("an account that was never assessed"))?)
}

/// The handoff that was signed last.
pub async fn handoff(ctx: &Context<'_>, row: &Row<Model>) -> Result<Option<Handoff>> {
    let load = |ids| async move { handoffs::latest(&*ctx.reader().snapshot().await?, ids).await };
    let found = grouped(row, "handoff".to_owned(), |row| row.id.into(), load).await?;
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
