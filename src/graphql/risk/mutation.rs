//! What people do with risks.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use entity::enums::RiskState;
use entity::risk;

use super::object::Risk;
use crate::command::act::Updated;
use crate::command::risk::answer::AnswerRisk;
use crate::graphql::carry_out::{carry_out, written};
use crate::graphql::problem::UserError;

/// A person's answer to an open risk. It holds until the risk's condition has ended once.
#[derive(Clone, Debug, InputObject)]
pub struct RiskAnswerInput {
    /// The risk; WRONG_STATE where its condition no longer holds.
    pub id: ID,
    /// The version that was read; CONFLICT where it is another by now.
    pub expected_version: Option<i32>,
    /// The answer: ACKNOWLEDGED, RESOLVED or FALSE_ALARM.
    pub state: RiskState,
    /// Why, 1 to 10,000 characters.
    pub reason: String,
}

/// What came of answering a risk.
#[derive(SimpleObject)]
pub struct RiskAnswerPayload {
    /// The risk as it stands; null where it was refused.
    pub risk: Option<Risk>,
    /// Something is other than before: false where the input says only what stands already, or was refused.
    pub changed: bool,
    /// What the client can mend, at most 20; empty where it was done.
    pub user_errors: Vec<UserError>,
}

/// What people do with risks.
#[derive(Default)]
pub struct RiskMutation;

/// What people do with risks.
#[Object]
impl RiskMutation {
    /// Answers an open risk: seen, dealt with, or none. RESOLVED and FALSE_ALARM silence it until its condition has ended once.
    async fn risk_answer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer.")] input: RiskAnswerInput,
    ) -> Option<Result<RiskAnswerPayload>> {
        let action = AnswerRisk {
            id: input.id.0,
            expected_version: input.expected_version,
            state: input.state,
            reason: input.reason,
        };
        let payload = async {
            Ok(match carry_out(ctx, action).await? {
                Ok(Updated { id, changed }) => {
                    let risk = written::<risk::Entity, _>(ctx, id).await?;
                    RiskAnswerPayload { risk, changed, user_errors: Vec::new() }
                }
                Err(user_errors) => RiskAnswerPayload { risk: None, changed: false, user_errors },
            })
        };
        Some(payload.await)
    }
}
