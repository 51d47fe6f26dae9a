//! Asking who is calling.

use std::sync::Arc;

use async_graphql::{Context, Object};

use super::object::Viewer;
use crate::graphql::context::ContextExt;

/// Asking who is calling.
#[derive(Default)]
pub struct ViewerQuery;

/// Asking who is calling.
#[Object]
impl ViewerQuery {
    /// Who is calling. Any valid token may ask.
    async fn viewer(&self, ctx: &Context<'_>) -> Viewer {
        Viewer(Arc::clone(ctx.scope().caller()))
    }
}
