//! Answers an open risk.

use entity::enums::{RiskState, UserErrorCode};
use entity::ids::{RiskAnswerId, RiskId};
use entity::risk_answer::Model;
use serde::Serialize;

use crate::auth::Viewer;
use crate::command::act::{Action, Answer, Updated, ensure, granted};
use crate::command::checks::{Checks, TEXT};
use crate::command::refusal::Refusal;
use crate::command::unit_of_work::Unit;
use crate::error::AppError;
use crate::store::targets;

/// An answer to a risk.
#[derive(Clone, Debug, Serialize)]
pub struct AnswerRisk {
    /// The risk.
    pub id: String,
    /// The version that was read.
    pub expected_version: Option<i32>,
    /// The answer.
    pub state: RiskState,
    /// Why.
    pub reason: String,
}

impl Action for AnswerRisk {
    type Done = Updated<RiskId>;

    async fn run(&self, unit: &mut Unit, viewer: &Viewer) -> Result<Answer<Self::Done>, AppError> {
        let grant = granted!(viewer.rights.risk_answer());
        let id = granted!(Refusal::id("id", &self.id, RiskId::parse, RiskId::PREFIX));
        let Some(account_id) = targets::account_of_risk(unit.tx(), id).await? else {
            return Ok(Err(vec![Refusal::not_found("id", "risk")]));
        };
        unit.require([account_id])?;
        // The reviews that are due come first: they may end the risk.
        let picture = unit.picture(account_id).await?;
        let Some(risk) = picture.and_then(|picture| picture.risks.iter().find(|risk| risk.id == id)).cloned() else {
            let message = "The risk is over: it was answered for good, or its condition has ended.";
            return Ok(Err(vec![Refusal::new(UserErrorCode::WrongState, "id", message)]));
        };
        granted!(Refusal::stale(self.expected_version, risk.version));
        let mut checks = Checks::default();
        if self.state == RiskState::Raised {
            checks.invalid("state", "An answer is ACKNOWLEDGED, RESOLVED or FALSE_ALARM.");
        }
        let reason = checks.text("reason", &self.reason, TEXT);
        ensure!(checks);
        if risk.state == self.state {
            let last = targets::last_answer(unit.tx(), account_id, id).await?;
            if last.is_some_and(|last| last.state == self.state && last.reason == reason) {
                return Ok(Ok(Updated { id, changed: false }));
            }
        }
        let answer = Model {
            account_id,
            id: RiskAnswerId(unit.new_id()),
            risk_id: id,
            kind: risk.kind,
            state: self.state,
            reason,
            author: viewer.actor(),
            at: unit.moment(),
        };
        unit.answer_risk(grant, answer);
        Ok(Ok(Updated { id, changed: true }))
    }
}
