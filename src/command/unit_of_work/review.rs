//! Assessments of one account within one unit of work, one after the other.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use entity::account;
use entity::enums::ChangeCause;
use entity::ids::AssessmentId;

use super::ids::Ids;
use crate::command::desk::Pace;
use crate::domain::assess::{assess_and_count, change_lines, due_review, stored_differs, verdict_differs};
use crate::domain::assessment::{Assessment, ChangeLine};
use crate::domain::memory::Memory;
use crate::domain::policy::Policy;
use crate::error::AppError;
use crate::store::company::Common;
use crate::store::picture::{Picture, Standing};

/// One assessment that was made.
#[derive(Debug)]
pub(super) struct Step {
    /// Its id, where it is stored.
    pub(super) id: AssessmentId,
    /// Why it may differ from the one before.
    pub(super) cause: ChangeCause,
    /// The epoch that it read.
    pub(super) epoch: i64,
    /// What stood before.
    pub(super) before: Option<Arc<Assessment>>,
    /// The answer.
    pub(super) after: Arc<Assessment>,
    /// The memory it was given.
    pub(super) given: Memory,
    /// The memory it left.
    pub(super) memory: Memory,
    /// What changed.
    pub(super) lines: Vec<ChangeLine>,
    /// Anything in it differs from what stood before.
    pub(super) stored: bool,
    /// A verdict differs from the last one in the log.
    pub(super) logged: bool,
}

/// Assesses, and lets the answer stand.
pub(super) fn step(
    picture: &mut Picture,
    common: &Common,
    policy: &Policy,
    cause: ChangeCause,
    now: DateTime<Utc>,
    ids: &Ids,
) -> Step {
    let standing = picture.standing.take();
    let given = standing.as_ref().map(|standing| standing.memory.clone()).unwrap_or_default();
    let (after, memory, numbers) = assess_and_count(&picture.facts, &given, policy, now);
    let before = standing.as_ref().map(|standing| standing.assessment.as_ref());
    let stored = before.is_none_or(|before| stored_differs(before, &after));
    let last_logged = standing.as_ref().and_then(|standing| standing.logged.as_deref());
    let logged = stored && verdict_differs(last_logged, &after);
    let lines = if stored { change_lines(before, &after, cause) } else { Vec::new() };
    let id = if stored || standing.is_none() {
        AssessmentId(ids.next())
    } else {
        standing.as_ref().map_or(AssessmentId(ids.next()), |standing| standing.id)
    };
    let after = Arc::new(after);
    let (logged_id, last_logged) = match &standing {
        Some(standing) if !logged => (standing.logged_id, standing.logged.clone()),
        _ => (id, Some(Arc::clone(&after))),
    };
    picture.standing = Some(Standing {
        id,
        assessment: Arc::clone(&after),
        memory: memory.clone(),
        logged_id,
        logged: last_logged,
        numbers,
    });
    let before = standing.map(|standing| standing.assessment);
    Step { id, cause, epoch: common.epoch, before, after, given, memory, lines, stored, logged }
}

/// Brings an account up to `moment` before it is written to: first to the facts that a batch has left it behind, and to
/// the company's epoch, then through every review that is due. Each step has one cause. `before` is the policy by which
/// it stands, where a newer one is to be told apart from what a batch left.
#[expect(clippy::too_many_arguments, reason = "what a step needs, and what is done with it")]
pub(super) fn bring_up(
    account: &account::Model,
    picture: &mut Picture,
    common: &Common,
    before: Option<&Policy>,
    pace: Pace,
    moment: DateTime<Utc>,
    ids: &Ids,
    mut seen: impl FnMut(Step, &mut Picture) -> Result<(), AppError>,
) -> Result<(), AppError> {
    let policy = &common.policy;
    let Some(standing) = &picture.standing else { return Ok(()) };
    let mut next = standing.assessment.next_review_at;
    if account.epoch < common.epoch {
        let new_policy = standing.assessment.policy_version != policy.version;
        let cause = if new_policy { ChangeCause::Policy } else { ChangeCause::Data };
        let at = moment.min(next - TimeDelta::microseconds(1));
        if let Some(before) = before {
            seen(step(picture, common, before, ChangeCause::Data, at, ids), picture)?;
        }
        let made = step(picture, common, policy, cause, at, ids);
        next = made.after.next_review_at;
        seen(made, picture)?;
    }
    while let Some(due) = due_review(next, moment) {
        let at = if pace == Pace::Leaps { moment } else { due };
        let override_ends = picture.facts.health_override.as_ref().is_some_and(|set| set.until == at);
        let midnight = at.time() == chrono::NaiveTime::MIN;
        let cause = if override_ends && !midnight { ChangeCause::Override } else { ChangeCause::Time };
        let made = step(picture, common, policy, cause, at, ids);
        // `assess` is total, and its next moment lies ahead; a rule that broke this must not hang the server.
        let ahead = made.after.next_review_at > at;
        next = made.after.next_review_at;
        seen(made, picture)?;
        if !ahead {
            break;
        }
    }
    Ok(())
}
