//! The numbers behind every rule.

pub mod object;
pub mod query;

use std::sync::Arc;

use async_graphql::{Context, Result};

use super::context::ContextExt;
use crate::domain::policy::Policy;

/// The policy that holds, or held at the moment that is asked for.
pub async fn current(ctx: &Context<'_>) -> Result<Arc<Policy>> {
    Ok(ctx.policy().await?)
}

/// The policy that holds now, whatever moment is asked for: rights are today's.
pub async fn todays(ctx: &Context<'_>) -> Result<Arc<Policy>> {
    Ok(ctx.scope().policy().await?)
}

/// The currency of totals, and of amounts that state none.
pub async fn currency(ctx: &Context<'_>) -> Result<String> {
    Ok(current(ctx).await?.currency.clone())
}
