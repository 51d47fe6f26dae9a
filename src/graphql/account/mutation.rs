//! What people do with accounts.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use entity::account;
use entity::enums::{AccountStatus, AssignmentRole, Phase, TouchModel};

use super::object::Account;
use super::query::AccountBy;
use crate::command::account::update::{Member, Update};
use crate::command::act::Updated;
use crate::command::named::Named;
use crate::graphql::carry_out::{carry_out, written};
use crate::graphql::problem::UserError;
use crate::scalar::{Date, DateTime, Json};

/// What is new about an account, at least one field (INVALID). Absent leaves a field, null clears it. Each field is a claim of the source `vitrine` with the caller as actor: it stands until a source says something new. What would not stand is CONFLICT, and nothing is written.
#[derive(Clone, Debug, InputObject)]
pub struct AccountUpdateInput {
    /// The account.
    pub id: ID,
    /// The version that was read; CONFLICT where it is another by now.
    pub expected_version: Option<i32>,
    /// Its name, 1 to 255 characters; cannot be cleared.
    pub name: MaybeUndefined<String>,
    /// Its main domain, such as `example.com`.
    pub domain: MaybeUndefined<String>,
    /// Where it stands as a contract; cannot be cleared.
    pub status: MaybeUndefined<AccountStatus>,
    /// How much of our people's time it is meant to get; null makes it LOW_TOUCH.
    pub touch_model: MaybeUndefined<TouchModel>,
    /// The part of the customer's life it is in.
    pub phase: MaybeUndefined<Phase>,
    /// Its segment, at most 255 characters.
    pub segment: MaybeUndefined<String>,
    /// Its industry, at most 255 characters.
    pub industry: MaybeUndefined<String>,
    /// How many people work there, 0 or more.
    pub employees: MaybeUndefined<i32>,
    /// Its country, at most 255 characters.
    pub country: MaybeUndefined<String>,
    /// First day as a customer; may lie ahead.
    pub started_on: MaybeUndefined<Date>,
    /// When it first got value from the product; not on a day to come.
    pub first_value_at: MaybeUndefined<DateTime>,
    /// The whole team, at most 30, in place of the one that stands; null empties it.
    pub team: MaybeUndefined<Vec<AssignmentInput>>,
    /// Custom fields, as an object of at most 250 keys: each is set, or removed by null; null for all removes all. One that the policy marks is written by who may read it (FORBIDDEN). What all systems say of an account's custom fields takes 256 KiB of JSON at most, unless the operator has set another bound; a write that makes it smaller is always taken. Else INVALID.
    pub attributes: MaybeUndefined<Json>,
}

/// One of our people on an account's team.
#[derive(Clone, Debug, InputObject)]
pub struct AssignmentInput {
    /// Who: an active team member.
    pub member_id: ID,
    /// As what.
    pub role: AssignmentRole,
    /// Since when; today by default, or the date that stands where they already are on the team as that.
    pub since: Option<Date>,
}

/// What came of changing an account.
#[derive(SimpleObject)]
pub struct AccountUpdatePayload {
    /// The account as it stands; null where it was refused.
    pub account: Option<Account>,
    /// Something is other than before: false where the input says only what stands already, or was refused.
    pub changed: bool,
    /// What the client can mend, at most 20; empty where it was done.
    pub user_errors: Vec<UserError>,
}

impl From<AccountBy> for Named {
    fn from(by: AccountBy) -> Self {
        match by {
            AccountBy::Id(id) => Self::Id(id.0),
            AccountBy::ExternalId(named) => Self::ExternalId { system: named.system, id: named.id },
            AccountBy::Domain(domain) => Self::Domain(domain),
        }
    }
}

impl From<AssignmentInput> for Member {
    fn from(input: AssignmentInput) -> Self {
        Self { member_id: input.member_id.0, role: input.role, since: input.since.map(Into::into) }
    }
}

/// What people do with accounts.
#[derive(Default)]
pub struct AccountMutation;

/// What people do with accounts.
#[Object]
impl AccountMutation {
    /// Changes an account's own fields, its custom fields and its team.
    async fn account_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is new.")] input: AccountUpdateInput,
    ) -> Option<Result<AccountUpdatePayload>> {
        let action = Update {
            id: input.id.0,
            expected_version: input.expected_version,
            name: input.name,
            domain: input.domain,
            status: input.status,
            touch_model: input.touch_model,
            phase: input.phase,
            segment: input.segment,
            industry: input.industry,
            employees: input.employees,
            country: input.country,
            started_on: input.started_on.map_value(Into::into),
            first_value_at: input.first_value_at.map_value(Into::into),
            team: input.team.map_value(|team| team.into_iter().map(Into::into).collect()),
            attributes: input.attributes.map_value(|json| json.0),
        };
        let payload = async {
            Ok(match carry_out(ctx, action).await? {
                Ok(Updated { id, changed }) => {
                    let account = written::<account::Entity, _>(ctx, id).await?;
                    AccountUpdatePayload { account, changed, user_errors: Vec::new() }
                }
                Err(user_errors) => AccountUpdatePayload { account: None, changed: false, user_errors },
            })
        };
        Some(payload.await)
    }
}
