//! What endangers an account.

use async_graphql::{Context, ID, Object, Result};
use entity::enums::{RiskKind, RiskState, Severity};

use crate::domain::assessment;
use crate::error::AppError;
use crate::graphql::account::object::Account;
use crate::graphql::health::reason::Reason;
use crate::graphql::loaders::row_object;
use crate::graphql::objects::Many;
use crate::scalar::DateTime;

row_object! {
    /// Something that endangers the account, for one episode: from when its condition began until it ended (rules 7).
    Risk = risk {}
}

/// Something that endangers the account, for one episode: from when its condition began until it ended (rules 7).
#[Object]
impl Risk {
    /// Opaque id; its prefix says the kind.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The account it belongs to.
    async fn account(&self, ctx: &Context<'_>) -> Result<Account> {
        Account::of(ctx, &self.0, |row| row.account_id.into()).await
    }

    /// What kind.
    async fn kind(&self) -> RiskKind {
        self.0.kind
    }

    /// How bad it is.
    async fn severity(&self) -> Severity {
        self.0.severity
    }

    /// What became of it.
    async fn state(&self) -> RiskState {
        self.0.state
    }

    /// Since when its condition holds.
    async fn since(&self) -> DateTime {
        self.0.since.into()
    }

    /// Why, at most 25 reasons.
    async fn reasons(&self) -> Result<Many<Reason>> {
        let reasons: Vec<assessment::Reason> =
            serde_json::from_value(self.0.reasons.clone()).map_err(AppError::from)?;
        Ok(Reason::all(&reasons))
    }

    /// What to do about it.
    async fn play(&self) -> Option<&str> {
        self.0.play.as_deref()
    }

    /// How often its own fields were written, from 1. Give it as `expectedVersion` where a mutation takes one.
    async fn version(&self) -> i32 {
        self.0.version
    }
}
