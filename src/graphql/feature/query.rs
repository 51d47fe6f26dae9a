//! The features of our product.

use super::object::Feature;
use crate::graphql::context::ContextExt;
use crate::graphql::lists::lists;
use crate::graphql::loaders::list;
use crate::store::features;

/// Lists of this concept.
#[derive(Default)]
pub struct FeatureQuery;

lists! {
    /// Lists of this concept.
    impl FeatureQuery {
        /// The features of our product, by name.
        fn features(&self, ctx, page) -> Feature {
            ctx.require_open()?;
            list(ctx, features::listing(), page).await
        }
    }
}
