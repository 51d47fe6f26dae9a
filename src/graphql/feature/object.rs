//! A feature of our product.

use async_graphql::{ID, Object};

use crate::domain::bounds::WORDS;
use crate::graphql::loaders::row_object;

row_object! {
    /// A feature of our product.
    Feature = feature
}

/// A feature of our product.
#[Object]
impl Feature {
    /// Opaque id; its prefix says the kind.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// A key feature: who uses it stays. The rules of adoption look at these.
    async fn key(&self) -> bool {
        self.0.key
    }

    /// The plans that include it, at most 100; none listed: every plan.
    async fn plans(&self) -> &[String] {
        let plans = &self.0.plans.0;
        &plans[..plans.len().min(WORDS)]
    }

    /// How often its own fields were written, from 1. Give it as `expectedVersion` where a mutation takes one.
    async fn version(&self) -> i32 {
        self.0.version
    }
}
