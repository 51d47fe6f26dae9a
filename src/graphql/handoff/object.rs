//! The transfer from sales to customer success.

use async_graphql::{Context, ID, Object, Result};
use entity::enums::HandoffState;
use entity::team_member;

use crate::graphql::account::object::Account;
use crate::graphql::loaders::{reference, row_object};
use crate::graphql::team_member::object::TeamMember;
use crate::scalar::{Date, DateTime};

row_object! {
    /// The transfer of an account from the person who sold to the person who looks after it.
    Handoff = handoff
}

/// The transfer of an account from the person who sold to the person who looks after it.
#[Object]
impl Handoff {
    /// Opaque id; its prefix says the kind.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The account it belongs to.
    async fn account(&self, ctx: &Context<'_>) -> Result<Account> {
        Account::of(ctx, &self.0, |row| row.account_id.into()).await
    }

    /// Who hands over; null where nobody is named, or the one named is gone.
    async fn from(&self, ctx: &Context<'_>) -> Option<Result<TeamMember>> {
        let found = reference::<_, team_member::Entity>(ctx, &self.0, "from", |row| row.from_id.map(Into::into));
        found.await.map(|found| found.map(TeamMember)).transpose()
    }

    /// Who receives; null where nobody is named, or the one named is gone.
    async fn to(&self, ctx: &Context<'_>) -> Option<Result<TeamMember>> {
        let found = reference::<_, team_member::Entity>(ctx, &self.0, "to", |row| row.to_id.map(Into::into));
        found.await.map(|found| found.map(TeamMember)).transpose()
    }

    /// When the contract was signed.
    async fn signed_on(&self) -> Option<Date> {
        self.0.signed_on.map(Into::into)
    }

    /// When it was offered to its receiver.
    async fn offered_at(&self) -> Option<DateTime> {
        self.0.offered_at.map(Into::into)
    }

    /// When it was accepted.
    async fn accepted_at(&self) -> Option<DateTime> {
        self.0.accepted_at.map(Into::into)
    }

    /// When the kickoff with the customer is or was.
    async fn kickoff_at(&self) -> Option<DateTime> {
        self.0.kickoff_at.map(Into::into)
    }

    /// Where it stands: what happened last of offered, sent back and accepted; DRAFT before any of them.
    async fn state(&self) -> HandoffState {
        let steps = [
            (self.0.offered_at, HandoffState::Offered),
            (self.0.sent_back_at, HandoffState::SentBack),
            (self.0.accepted_at, HandoffState::Accepted),
        ];
        let taken = steps.into_iter().filter_map(|(at, state)| Some((at?, state)));
        taken.max_by_key(|&(at, _)| at).map_or(HandoffState::Draft, |(_, state)| state)
    }

    /// Why it was sent back.
    async fn reason(&self) -> Option<&str> {
        self.0.reason.as_deref()
    }

    /// How often its own fields were written, from 1. Give it as `expectedVersion` where a mutation takes one.
    async fn version(&self) -> i32 {
        self.0.version
    }
}
