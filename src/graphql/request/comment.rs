//! A comment on a request.

use async_graphql::{ID, Object};

use crate::graphql::actor::Actor;
use crate::graphql::loaders::row_object;
use crate::scalar::DateTime;

row_object! {
    /// A comment on a request.
    Comment = comment
}

/// A comment on a request.
#[Object]
impl Comment {
    /// Opaque id; its prefix says the kind.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Who wrote it.
    async fn author(&self) -> Actor {
        Actor(self.0.part("author", |row| row.author.clone()))
    }

    /// What they wrote.
    async fn body(&self) -> &str {
        &self.0.body
    }

    /// When they wrote it.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }
}
