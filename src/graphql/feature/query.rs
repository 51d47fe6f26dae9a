//! The features of our product.

use async_graphql::{Context, Object, Result};

use super::object::Feature;
use crate::graphql::context::ContextExt;
use crate::graphql::loaders::list;
use crate::graphql::page::{Connection, PageArgs};
use crate::store::features;

/// Lists of this concept.
#[derive(Default)]
pub struct FeatureQuery;

/// Lists of this concept.
#[Object]
impl FeatureQuery {
    /// The features of our product, by name.
    async fn features(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The first so many nodes: 1 to 250, else PAGE_SIZE; 50 where neither first nor last is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only nodes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many nodes: 1 to 250, else PAGE_SIZE; not together with first.")] last: Option<
            i32,
        >,
        #[graphql(desc = "Only nodes before this cursor.")] before: Option<String>,
    ) -> Result<Connection<Feature>> {
        ctx.require_open()?;
        list(ctx, features::listing(), PageArgs::new(first, after, last, before)).await
    }
}
