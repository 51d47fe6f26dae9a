//! What changed from one assessment to the next, and whether that is worth storing or telling.

use std::collections::BTreeMap;

use entity::enums::{ChangeCause, RiskKind, RiskState};

use crate::domain::assessment::{Assessment, ChangeLine};
use crate::domain::number::Tenths;

/// A score this far from the last logged one is worth an entry.
const WORTH_LOGGING: i64 = 10;

/// Per signal and cap its points minus those of the assessment before, under `cause`, and what an override changed
/// under OVERRIDE. Lines of zero are left out.
pub fn change_lines(before: Option<&Assessment>, after: &Assessment, cause: ChangeCause) -> Vec<ChangeLine> {
    let mut lines: Vec<(&str, i64)> = Vec::new();
    for contribution in &after.health.contributions {
        lines.push((&contribution.signal, contribution.points.0));
    }
    for contribution in before.into_iter().flat_map(|before| &before.health.contributions) {
        match lines.iter_mut().find(|(signal, _)| *signal == contribution.signal) {
            Some((_, points)) => *points -= contribution.points.0,
            None => lines.push((&contribution.signal, -contribution.points.0)),
        }
    }
    let line = |signal: Option<&str>, cause, points| ChangeLine { signal: signal.map(str::to_owned), cause, points };
    let changed = lines.into_iter().filter(|&(_, points)| points != 0);
    let mut told: Vec<ChangeLine> = changed.map(|(signal, points)| line(Some(signal), cause, Tenths(points))).collect();
    let overridden = by_override(after) - before.map(by_override).unwrap_or_default();
    if overridden.0 != 0 {
        told.push(line(None, ChangeCause::Override, overridden));
    }
    told
}

/// Shown minus model; where one is null it counts as nothing.
fn by_override(assessment: &Assessment) -> Tenths {
    let health = &assessment.health;
    health.score.unwrap_or_default() - health.model_score.unwrap_or_default()
}

/// A verdict differs from the last logged one: band, label, rung, a criterion's state, quadrant, a risk's state, trend;
/// or the score is 1.0 or more away.
pub fn verdict_differs(last_logged: Option<&Assessment>, after: &Assessment) -> bool {
    let Some(before) = last_logged else { return true };
    let risks = |of: &Assessment| -> BTreeMap<RiskKind, RiskState> {
        of.risks.iter().map(|risk| (risk.kind, risk.state)).collect()
    };
    let criteria = |of: &Assessment| -> Vec<_> {
        of.stage.criteria.iter().map(|criterion| (criterion.rule.clone(), criterion.state)).collect()
    };
    let far = match (before.health.score, after.health.score) {
        (Some(before), Some(after)) => (before - after).0.abs() >= WORTH_LOGGING,
        (before, after) => before != after,
    };
    far || before.health.band != after.health.band
        || before.health.trend != after.health.trend
        || before.happiness.label != after.happiness.label
        || before.stage.rung != after.stage.rung
        || before.quadrant.name != after.quadrant.name
        || risks(before) != risks(after)
        || criteria(before) != criteria(after)
}

/// Anything but `assessedAt` and `nextReviewAt` differs.
pub fn stored_differs(before: &Assessment, after: &Assessment) -> bool {
    before.policy_version != after.policy_version
        || before.health != after.health
        || before.happiness != after.happiness
        || before.stage != after.stage
        || before.quadrant != after.quadrant
        || before.risks != after.risks
}
