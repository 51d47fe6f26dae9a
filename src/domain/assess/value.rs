//! VALUE: goals on track, the first value, evidence that the customer accepted.

use entity::enums::{GoalState, RecordKind};

use super::case::{Case, day};
use super::reason::{Records, Say, count, reason};
use super::signal::{ALL, Known, NONE, Signal};
use crate::domain::exact::millionths;
use crate::domain::facts::Goal;
use crate::domain::goal::{Standing, begun, standing};

pub(super) fn signals(case: &Case<'_>) -> Vec<Signal> {
    let shares = &case.policy.value;
    vec![
        Signal::new("goals", shares.goals_share, goals(case)),
        Signal::new("first_value", shares.first_value_share, first_value(case)),
        Signal::new("accepted", shares.accepted_share, accepted(case)),
    ]
}

/// The goals that have begun and were not given up, with where they stand.
pub(super) fn standings<'a>(case: &Case<'a>) -> impl Iterator<Item = (&'a Goal, Standing)> {
    let counted = case.facts.goals.iter().filter(|goal| !goal.abandoned && begun(goal, case.today));
    counted.map(|goal| (goal, standing(goal, case.today, case.policy.words.goal_tolerance)))
}

/// When a goal was last measured or accepted, else when it began.
fn seen_at(case: &Case<'_>, goal: &Goal) -> chrono::DateTime<chrono::Utc> {
    let measured = goal.values.iter().map(|value| value.on).filter(|&on| on <= case.today).max();
    super::reason::midnight(measured.or(goal.start_on).unwrap_or(case.today))
}

fn goals(case: &Case<'_>) -> Option<Known> {
    let recent = |ended: Option<_>| ended.is_none_or(|on| case.within(Some(on), case.policy.value.ended_days));
    let counted: Vec<_> = standings(case)
        .filter(|(_, standing)| standing.state != GoalState::Open && recent(standing.ended_on))
        .collect();
    if counted.is_empty() {
        return None;
    }
    let good = |state| matches!(state, GoalState::Achieved | GoalState::Ahead | GoalState::OnTrack);
    let well = counted.iter().filter(|(_, standing)| good(standing.state)).count();
    let mut records = Records::default();
    for (goal, _) in &counted {
        records.add(seen_at(case, goal), &goal.external_id, RecordKind::Goal, goal.id);
    }
    let text = format!("{well} of {} achieved or on track.", count(counted.len() as i128, "goal"));
    let why =
        reason("goals", text).seen(well, counted.len()).resting_on(records).or_else("Goals brought back on track.");
    Some(Known::lasting(millionths(well as i128, counted.len() as i128), why))
}

fn first_value(case: &Case<'_>) -> Option<Known> {
    let rules = &case.policy.value;
    let limit = rules.first_value_days;
    let (value, why) = if let Some(reached) = case.happened(case.facts.account.first_value_at) {
        let took = day(reached) - day(case.start);
        let value = if took <= limit { ALL } else { rules.first_value_late };
        let text = format!("First value on {reached}, {took} days after the start.");
        (value, reason("first_value", text).seen(took, limit).observed(case.facts.account.first_value_at))
    } else {
        let waited = case.age(case.start);
        if waited <= limit || day(case.first_seen) - day(case.start) > limit {
            return None;
        }
        let text = format!("No first value in more than {limit} days since {}.", case.start);
        (NONE, reason("first_value", text).seen(waited, limit).or_else("The first value reached and recorded."))
    };
    Some(Known::lasting(value, why))
}

fn accepted(case: &Case<'_>) -> Option<Known> {
    let days = case.policy.value.accepted_days;
    let mut any = false;
    let mut records = Records::default();
    for (goal, _) in standings(case) {
        any = true;
        if let Some(at) = goal.accepted_at.filter(|_| case.within(case.happened(goal.accepted_at), days)) {
            records.add(at, &goal.external_id, RecordKind::Goal, goal.id);
        }
    }
    if !any {
        return None;
    }
    let (value, text) = if records.is_empty() {
        (NONE, format!("The customer accepted no result in {days} days."))
    } else {
        (ALL, format!("The customer accepted a result in {days} days."))
    };
    let why = reason("accepted", text).resting_on(records).or_else("A result shown to the customer, and accepted.");
    Some(Known::lasting(value, why))
}
