//! A version of the policy.

use std::collections::BTreeMap;

use async_graphql::{Context, Object};
use entity::policy::Model;

use crate::domain::access;
use crate::graphql::actor::Actor;
use crate::graphql::context::ContextExt;
use crate::graphql::loaders::Row;
use crate::scalar::{DateTime, Json};

/// A version of the numbers behind every rule.
pub struct Policy(pub Row<Model>);

/// A version of the numbers behind every rule. Every assessment names the version that made it.
#[Object]
impl Policy {
    /// Its number, from 1.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// From when it holds.
    async fn effective_from(&self) -> DateTime {
        self.0.effective_from.into()
    }

    /// All its numbers. `rates` and `loadedRates` are null, and named in `_masked`, for who may not read profitability.
    async fn document(&self, ctx: &Context<'_>) -> Json {
        access::masked(ctx.rights(), "Policy", &self.0.document, &BTreeMap::new()).into()
    }

    /// Who applied it.
    async fn author(&self) -> Actor {
        Actor(self.0.part("author", |row| row.author.clone()))
    }

    /// Why it was applied.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }
}
