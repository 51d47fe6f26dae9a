//! LOYAL: sustained use, a result that the customer accepted, means to renew.

use entity::enums::{CriterionState, GoalState, RecordKind};

use super::{Found, Ground, met, not_connected, renewal};
use crate::domain::assess::case::day;
use crate::domain::assess::reason::{Records, Say, count, reason};
use crate::domain::assess::value::standings;
use crate::domain::exact::ONE;

pub(super) fn criteria(ground: &Ground<'_, '_>) -> [Found; 3] {
    [sustained(ground), roi(ground), renewal::renewal(ground)]
}

fn sustained(ground: &Ground<'_, '_>) -> Found {
    if !ground.connected(RecordKind::Usage) {
        return not_connected("sustained", "usage");
    }
    let (case, usage, rules) = (ground.case, ground.usage, &ground.case.policy.stage);
    let next = "Steady use, with a key feature in every window.";
    let unknown = |text: &str| (CriterionState::Unknown, reason("sustained", text).or_else(next));
    if !usage.some_key || !usage.by_feature {
        return unknown("No feature is key, or use is not told by feature.");
    }
    let Some(first) = usage.first else { return unknown("Never in use.") };
    let begun = day(case.start).max(first);
    let whole = (0..rules.median_windows).take_while(|&back| usage.window(back).0 >= begun).count();
    let least = usize::try_from(rules.median_least.max(rules.sustained_windows).max(1)).unwrap_or(usize::MAX);
    if whole < least {
        return unknown("In use for too short a time to tell.");
    }
    let volumes = usage.volumes(whole);
    let mut sorted = volumes.clone();
    sorted.sort_unstable();
    // Twice the median: of an even number the mean of the middle two.
    let twice = sorted[(whole - 1) / 2].saturating_add(sorted[whole / 2]);
    let windows = usize::try_from(rules.sustained_windows).unwrap_or(0);
    let holds = |(back, volume): (usize, &i128)| {
        let enough = volume.saturating_mul(2 * ONE) >= twice.saturating_mul(i128::from(rules.sustained_share.0));
        enough && usage.key_used(back)
    };
    let held = volumes.iter().take(windows).enumerate().filter(|&window| holds(window)).count();
    let days = count(case.policy.adoption.window_days, "day");
    let text =
        format!("{held} of the last {windows} windows of {days} were as busy as usual, with a key feature in use.");
    let why = reason("sustained", text).seen(held, rules.sustained_least).or_else(next);
    (met(i64::try_from(held).unwrap_or(i64::MAX) >= rules.sustained_least), why)
}

fn roi(ground: &Ground<'_, '_>) -> Found {
    if !ground.connected(RecordKind::Goal) {
        return not_connected("roi", "goals");
    }
    let case = ground.case;
    let days = case.policy.stage.roi_days;
    let mut records = Records::default();
    for (goal, _) in standings(case).filter(|(_, standing)| standing.state == GoalState::Achieved) {
        if let Some(at) = goal.accepted_at.filter(|_| case.within(case.happened(goal.accepted_at), days)) {
            records.add(at, &goal.external_id, RecordKind::Goal, goal.id);
        }
    }
    let holds = !records.is_empty();
    let text = if holds {
        format!("A goal achieved, and accepted by the customer in {days} days.")
    } else {
        format!("No goal achieved and accepted by the customer in {days} days.")
    };
    (met(holds), reason("roi", text).resting_on(records).or_else("A goal achieved, and its evidence accepted."))
}
