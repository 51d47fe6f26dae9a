//! An entry of the log.

use async_graphql::{Context, ID, Object, Result};
use entity::account;
use entity::enums::{ChangeKind, RecordKind};
use entity::ids::encode;

use crate::domain::access;
use crate::domain::access::marked;
use crate::graphql::account::object::Account;
use crate::graphql::actor::Actor;
use crate::graphql::context::ContextExt;
use crate::graphql::loaders::{reference, row_object};
use crate::graphql::node::Kind;
use crate::graphql::policy;
use crate::scalar::{DateTime, Json};

row_object! {
    /// An entry of the log.
    Change = change
}

/// An entry of the log: something that was written, with its image afterwards. The log never skips and never goes back: reading on after the last position brings every change once.
#[Object]
impl Change {
    /// Opaque id; its prefix says the kind.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Its place in the log, opaque; entries of one account stand in the order in which they were written.
    async fn position(&self) -> String {
        self.0.position.map(|position| position.to_string()).unwrap_or_default()
    }

    /// What it tells.
    async fn kind(&self) -> ChangeKind {
        self.0.kind
    }

    /// The moment at which Vitrine recorded it.
    async fn recorded_at(&self) -> DateTime {
        self.0.recorded_at.into()
    }

    /// The account; null for what belongs to none, and where it is gone.
    async fn account(&self, ctx: &Context<'_>) -> Option<Result<Account>> {
        let found = reference::<_, account::Entity>(ctx, &self.0, "account", |row| row.account_id.map(Into::into));
        found.await.map(|found| found.map(Account)).transpose()
    }

    /// The type of its record in this schema; `Account` for ASSESSED.
    async fn record_type(&self) -> &str {
        &self.0.record_type
    }

    /// The id of its record; null for BULK, and the account's for ASSESSED.
    async fn record_id(&self) -> Option<ID> {
        let id = self.0.record_id?;
        let of_type = Kind::of_type(&self.0.record_type).map(Kind::prefix);
        of_type.or_else(|| prefix(&self.0.record_type)).map(|prefix| encode(prefix, id).into())
    }

    /// Who did it.
    async fn actor(&self) -> Actor {
        Actor(self.0.part("actor", |row| row.actor.clone()))
    }

    /// The system it came from; null where it came from none.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }

    /// Why, where Vitrine itself did it.
    async fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }

    /// The record as it was afterwards; null after a delete. Keys that this schema does not show, and what the viewer may not read, are null in it and named in `_masked`. Of bulk facts: which days (`from`, until before `to`), and how many were `written` and `deleted`. Costs 50, for an image may be large.
    async fn after(&self, ctx: &Context<'_>) -> Option<Result<Json>> {
        let image = self.0.after.as_ref()?;
        let policy = match policy::current(ctx).await {
            Ok(policy) => policy,
            Err(error) => return Some(Err(error)),
        };
        let kind = match self.0.kind {
            ChangeKind::Assessed => "Assessment",
            ChangeKind::Bulk => "Bulk",
            _ => &self.0.record_type,
        };
        Some(Ok(access::masked(ctx.rights(), kind, image, &marked(&policy)).into()))
    }
}

/// The prefix of records that are in the log and have no field of their own in the schema.
fn prefix(record_type: &str) -> Option<&'static str> {
    match record_type {
        "HealthOverride" => Some(entity::ids::HealthOverrideId::PREFIX),
        "RiskAnswer" => Some(entity::ids::RiskAnswerId::PREFIX),
        "RequestEscalation" => Some(entity::ids::RequestEscalationId::PREFIX),
        _ => RecordKind::of_type(record_type).map(RecordKind::prefix),
    }
}
