//! What people do with interactions.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use entity::enums::{Channel, Direction, Initiation, MeetingState, Purpose};
use entity::{account, touchpoint};

use super::object::Touchpoint;
use crate::command::touchpoint::record::Record;
use crate::graphql::account::object::Account;
use crate::graphql::account::query::AccountBy;
use crate::graphql::carry_out::{carry_out, written};
use crate::graphql::problem::UserError;
use crate::scalar::DateTime;

/// An interaction with a customer, or about one.
#[derive(Clone, Debug, InputObject)]
pub struct TouchpointRecordInput {
    /// The account.
    pub account: AccountBy,
    /// The medium.
    pub channel: Channel,
    /// Who spoke.
    pub direction: Direction,
    /// What it began from.
    pub initiation: Initiation,
    /// What became of it. PLANNED, MOVED and CANCELED may lie ahead; KEPT and MISSED may not.
    #[graphql(default_with = "Some(MeetingState::Kept)")]
    pub state: Option<MeetingState>,
    /// What it is for.
    pub purpose: Option<Purpose>,
    /// When it took place, or will.
    pub occurred_at: DateTime,
    /// How long it took us, 0 to 10,080 minutes.
    pub minutes: Option<i32>,
    /// What was to be spoken about, at most 10,000 characters.
    pub agenda: Option<String>,
    /// What it was to reach, at most 10,000 characters.
    pub goal: Option<String>,
    /// What it reached, at most 10,000 characters.
    pub outcome: Option<String>,
    /// The customer's sentiment, −1 to 1.
    pub sentiment: Option<f64>,
    /// The contacts of this account that took part, at most 1,000.
    pub contact_ids: Option<Vec<ID>>,
    /// The team members that took part, at most 1,000.
    pub member_ids: Option<Vec<ID>>,
}

/// What came of recording an interaction.
#[derive(SimpleObject)]
pub struct TouchpointRecordPayload {
    /// The interaction; null where it was refused.
    pub touchpoint: Option<Touchpoint>,
    /// Our minutes spent on it, as they were given: whoever records an interaction reads their own value back here. Null where none were given, or it was refused.
    pub minutes: Option<i32>,
    /// The account as it stands with it; null where it was refused.
    pub account: Option<Account>,
    /// What the client can mend, at most 20; empty where it was done.
    pub user_errors: Vec<UserError>,
}

/// What people do with interactions.
#[derive(Default)]
pub struct TouchpointMutation;

/// What people do with interactions.
#[Object]
impl TouchpointMutation {
    /// Records an interaction with a customer, or about one, past or planned.
    async fn touchpoint_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The interaction.")] input: TouchpointRecordInput,
    ) -> Option<Result<TouchpointRecordPayload>> {
        let minutes = input.minutes;
        let wires = |ids: Option<Vec<ID>>| ids.into_iter().flatten().map(|id| id.0).collect();
        let action = Record {
            account: input.account.into(),
            channel: input.channel,
            direction: input.direction,
            initiation: input.initiation,
            state: input.state.unwrap_or(MeetingState::Kept),
            purpose: input.purpose,
            occurred_at: input.occurred_at.into(),
            minutes,
            agenda: input.agenda,
            goal: input.goal,
            outcome: input.outcome,
            sentiment: input.sentiment,
            contact_ids: wires(input.contact_ids),
            member_ids: wires(input.member_ids),
        };
        let payload = async {
            Ok(match carry_out(ctx, action).await? {
                Ok((account, touchpoint)) => {
                    let account = written::<account::Entity, _>(ctx, account).await?;
                    let touchpoint = written::<touchpoint::Entity, _>(ctx, touchpoint).await?;
                    TouchpointRecordPayload { touchpoint, minutes, account, user_errors: Vec::new() }
                }
                Err(user_errors) => {
                    TouchpointRecordPayload { touchpoint: None, minutes: None, account: None, user_errors }
                }
            })
        };
        Some(payload.await)
    }
}
