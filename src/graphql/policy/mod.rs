//! The numbers behind every rule.

pub mod object;
pub mod query;

use std::sync::Arc;

use async_graphql::{Context, Result};

use super::context::ContextExt;
use crate::domain::policy::Policy;

/// The policy that holds now.
pub async fn current(ctx: &Context<'_>) -> Result<Arc<Policy>> {
    Ok(ctx.scope().policy().await?)
}

/// The currency of totals, and of amounts that state none.
pub async fn currency(ctx: &Context<'_>) -> Result<String> {
    Ok(current(ctx).await?.currency.clone())
}
