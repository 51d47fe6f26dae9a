//! Keeps an account's risks in step with what was assessed: one open risk per kind.

use chrono::{DateTime, Utc};
use entity::enums::RiskState;
use entity::ids::{AccountId, RiskId};
use entity::risk;

use super::ids::Ids;
use crate::domain::assessment::{Assessment, Risk};
use crate::domain::facts::RiskAnswer;
use crate::error::AppError;

/// What became of a risk.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Turn {
    Raised,
    /// Its severity changed, or a person answered it.
    Changed,
    Closed,
    /// Only its reasons read differently.
    Reworded,
}

/// A risk's row after an assessment.
#[derive(Debug)]
pub(super) struct RiskStep {
    pub(super) turn: Turn,
    pub(super) risk: risk::Model,
    /// A person's answer did it.
    pub(super) answered: bool,
}

/// Moves the open risks on to what `after` says.
pub(super) fn follow(
    account: AccountId,
    open: &mut Vec<risk::Model>,
    after: &Assessment,
    answers: &[RiskAnswer],
    moment: DateTime<Utc>,
    ids: &Ids,
) -> Result<Vec<RiskStep>, AppError> {
    let mut steps = Vec::new();
    let mut kept = Vec::with_capacity(open.len());
    for mut risk in open.drain(..) {
        match after.risks.iter().find(|found| found.kind == risk.kind && found.since == risk.since) {
            Some(found) => {
                let answered = found.state != risk.state;
                let changed = answered || found.severity != risk.severity;
                let reasons = serde_json::to_value(&found.reasons)?;
                let reworded = reasons != risk.reasons || found.play != risk.play;
                risk.reasons = reasons;
                risk.play.clone_from(&found.play);
                if changed {
                    risk.state = found.state;
                    risk.severity = found.severity;
                    touch(&mut risk, moment);
                }
                if changed || reworded {
                    let turn = if changed { Turn::Changed } else { Turn::Reworded };
                    steps.push(RiskStep { turn, risk: risk.clone(), answered });
                }
                kept.push(risk);
            }
            None => {
                let answer = answers.iter().rev().find(|answer| answer.kind == risk.kind && answer.at >= risk.since);
                let silenced =
                    answer.filter(|answer| matches!(answer.state, RiskState::Resolved | RiskState::FalseAlarm));
                risk.state = silenced.map_or(RiskState::Resolved, |answer| answer.state);
                risk.open = false;
                touch(&mut risk, moment);
                steps.push(RiskStep { turn: Turn::Closed, risk, answered: silenced.is_some() });
            }
        }
    }
    for found in &after.risks {
        if kept.iter().any(|risk| risk.kind == found.kind) {
            continue;
        }
        let risk = raised(account, found, moment, ids)?;
        steps.push(RiskStep { turn: Turn::Raised, risk: risk.clone(), answered: false });
        kept.push(risk);
    }
    *open = kept;
    Ok(steps)
}

fn raised(account: AccountId, found: &Risk, moment: DateTime<Utc>, ids: &Ids) -> Result<risk::Model, AppError> {
    Ok(risk::Model {
        account_id: account,
        id: RiskId(ids.next()),
        kind: found.kind,
        severity: found.severity,
        state: found.state,
        since: found.since,
        reasons: serde_json::to_value(&found.reasons)?,
        play: found.play.clone(),
        open: true,
        version: 1,
        recorded_at: moment,
        updated_at: moment,
    })
}

fn touch(risk: &mut risk::Model, moment: DateTime<Utc>) {
    risk.version += 1;
    risk.updated_at = moment;
}
