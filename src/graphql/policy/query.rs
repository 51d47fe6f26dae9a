//! Reading the policy.

use async_graphql::{Context, Object, Result};

use super::object::Policy;
use crate::graphql::context::ContextExt;
use crate::graphql::error::Code;
use crate::graphql::loaders::Row;
use crate::store;

/// Reading the policy.
#[derive(Default)]
pub struct PolicyQuery;

/// Reading the policy.
#[Object]
impl PolicyQuery {
    /// The numbers behind every rule: the version that holds now, or the one of this number. Without such a version: NOT_FOUND.
    async fn policy(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The version's number; absent: the one that holds now. Not null.")] version: Option<i32>,
    ) -> Result<Policy> {
        ctx.require_open()?;
        let snapshot = ctx.reader().snapshot().await?;
        let found = match version {
            Some(version) => store::policy::version_row(&*snapshot, version).await?,
            None => Some(store::policy::newest_row(&*snapshot).await?),
        };
        found.map(|row| Policy(Row::alone(row))).ok_or_else(|| Code::NotFound.error("the policy has no such version"))
    }
}
