//! What people do with health scores.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use entity::account;

use crate::command::act::Updated;
use crate::command::health::override_score::Override;
use crate::graphql::account::object::Account;
use crate::graphql::carry_out::{carry_out, written};
use crate::graphql::problem::UserError;
use crate::scalar::DateTime;

/// A person's override of an account's health score, or the end of one. `modelScore` and the contributions stay the model's.
#[derive(Clone, Debug, InputObject)]
pub struct HealthOverrideInput {
    /// The account: COMING, CUSTOMER or CANCELED, else it has no health (WRONG_STATE).
    pub account_id: ID,
    /// The score to show, 0 to 100 in tenths; null ends the standing override (WRONG_STATE where none stands).
    pub score: Option<f64>,
    /// Why, 1 to 10,000 characters.
    pub reason: String,
    /// Until when it stands: ahead, and at most 180 days on. Needed with a score.
    pub until: Option<DateTime>,
}

/// What came of overriding a health score.
#[derive(SimpleObject)]
pub struct HealthOverridePayload {
    /// The account as it stands; null where it was refused.
    pub account: Option<Account>,
    /// Something is other than before: false where the input says only what stands already, or was refused.
    pub changed: bool,
    /// What the client can mend, at most 20; empty where it was done.
    pub user_errors: Vec<UserError>,
}

/// What people do with health scores.
#[derive(Default)]
pub struct HealthMutation;

/// What people do with health scores.
#[Object]
impl HealthMutation {
    /// Shows another health score than the model's for some time, or ends that. A standing override is ended by a new one.
    async fn health_override(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The override.")] input: HealthOverrideInput,
    ) -> Option<Result<HealthOverridePayload>> {
        let action = Override {
            account_id: input.account_id.0,
            score: input.score,
            reason: input.reason,
            until: input.until.map(Into::into),
        };
        let payload = async {
            Ok(match carry_out(ctx, action).await? {
                Ok(Updated { id, changed }) => {
                    let account = written::<account::Entity, _>(ctx, id).await?;
                    HealthOverridePayload { account, changed, user_errors: Vec::new() }
                }
                Err(user_errors) => HealthOverridePayload { account: None, changed: false, user_errors },
            })
        };
        Some(payload.await)
    }
}
