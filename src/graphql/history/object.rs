//! A line of an account's history.

use std::collections::{HashMap, HashSet};

use async_graphql::{Context, ID, Object, Result};
use entity::enums::HistoryKind;
use entity::history::Model;

use crate::graphql::account::object::Account;
use crate::graphql::actor::Actor;
use crate::graphql::loaders::{Row, row_object};
use crate::graphql::node::{Kind, Node, load};
use crate::scalar::DateTime;

row_object! {
    /// A line of an account's history: one for each fact of a history kind, and one for each changed verdict.
    HistoryEntry = history {
        "record": RecordType RecordId;
    }
}

/// A line of an account's history: one for each fact of a history kind, and one for each changed verdict. How a fact was edited tell the `changes` of its id.
#[Object]
impl HistoryEntry {
    /// Opaque id; its prefix says the kind.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The account it belongs to.
    async fn account(&self, ctx: &Context<'_>) -> Result<Account> {
        Account::of(ctx, &self.0, |row| row.account_id.into()).await
    }

    /// What it tells of.
    async fn kind(&self) -> HistoryKind {
        self.0.kind
    }

    /// When it was true: the moment that its kind names, or midnight of the day; else when it was first recorded.
    async fn occurred_at(&self) -> DateTime {
        self.0.occurred_at.into()
    }

    /// When Vitrine first recorded it.
    async fn recorded_at(&self) -> DateTime {
        self.0.recorded_at.into()
    }

    /// Who did it.
    async fn actor(&self) -> Actor {
        Actor(self.0.part("actor", |row| row.actor.clone()))
    }

    /// The system it came from; null where it came from none.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }

    /// In one line, without amounts and contact details.
    async fn summary(&self) -> &str {
        &self.0.summary
    }

    /// The record it tells of; null where it tells of none, the record is gone, or the viewer may not read its kind.
    async fn record(&self, ctx: &Context<'_>) -> Option<Result<Node>> {
        record(ctx, &self.0).await.transpose()
    }
}

async fn record(ctx: &Context<'_>, row: &Row<Model>) -> Result<Option<Node>> {
    let named = |row: &Model| Some((Kind::of_type(row.record_type.as_deref()?)?, row.record_id?));
    let Some((kind, id)) = named(row) else { return Ok(None) };
    let all = |row: Row<Model>| async move {
        let mut wanted: HashMap<Kind, HashSet<_>> = HashMap::new();
        for (kind, id) in row.siblings().iter().filter_map(named) {
            wanted.entry(kind).or_default().insert(id);
        }
        load(ctx, wanted).await
    };
    let found = row.shared("record", all).await?;
    Ok(found.get(&(kind, id)).cloned())
}
