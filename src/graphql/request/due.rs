//! When a request wants its next update.

use async_graphql::{Context, Result};
use chrono::TimeDelta;
use entity::enums::Urgency;
use entity::request::Model;

use crate::domain::request;
use crate::graphql::context::ContextExt;
use crate::graphql::policy;

/// It is pending, and its update is due.
pub async fn overdue(ctx: &Context<'_>, row: &Model) -> Result<bool> {
    if !request::pending(row.status) {
        return Ok(false);
    }
    let due = match row.next_update_due {
        Some(due) => Some(due),
        None => request::due(None, Some(row.raised_at), row.urgency, &*policy::current(ctx).await?),
    };
    Ok(request::overdue(row.status, due, ctx.now()))
}

/// The step of each urgency.
pub async fn steps(ctx: &Context<'_>) -> Result<Vec<(Urgency, TimeDelta)>> {
    let policy = policy::current(ctx).await?;
    Ok(Urgency::ALL.iter().map(|&urgency| (urgency, request::step(urgency, &policy))).collect())
}
