//! Where a goal stands.

use async_graphql::{Context, Result};
use entity::enums::GoalState;
use entity::goal::Model;
use entity::values::Micros;

use crate::domain::{facts, goal};
use crate::graphql::context::ContextExt;
use crate::graphql::policy;

/// Where it stands today.
pub async fn state(ctx: &Context<'_>, row: &Model) -> Result<GoalState> {
    let fact = facts::Goal {
        id: row.id,
        external_id: row.external_id.clone(),
        baseline: row.baseline,
        target: row.target,
        start_on: Some(row.start_on),
        due_on: Some(row.due_on),
        abandoned: row.abandoned,
        values: row.values.0.clone(),
        accepted_at: row.accepted_at,
    };
    let policy = policy::current(ctx).await?;
    Ok(goal::standing(&fact, ctx.now().date_naive(), policy.words.goal_tolerance).state)
}

/// Its latest value; of one date the last that was given.
pub fn latest(row: &Model) -> Option<Micros> {
    row.values.0.iter().max_by_key(|value| value.on).map(|value| value.value)
}
