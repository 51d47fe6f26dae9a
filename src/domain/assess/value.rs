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

#[cfg(test)]
mod tests {
    use entity::values::{GoalValue, Micros};

    use super::super::fixture::{ago, facts, id, noon, value};
    use crate::domain::facts::{Facts, Goal};

    fn goal(start: u64, due: u64, value: i64) -> Goal {
        Goal {
            id: id(u128::from(start)).into(),
            external_id: format!("g{start}"),
            baseline: Some(Micros(0)),
            target: Some(Micros(100)),
            start_on: Some(ago(start)),
            due_on: Some(ago(due)),
            abandoned: false,
            values: vec![GoalValue { on: ago(start), value: Micros(value) }],
            accepted_at: None,
        }
    }

    #[test]
    fn shares_goals_on_track() {
        let mut account = facts();
        account.goals = vec![goal(300, 1, 100), goal(200, 100, 50), goal(700, 366, 10)];
        assert_eq!(value(&account, "goals"), Some(500_000), "one achieved, one missed, one missed too long ago");
        account.goals = vec![Goal { abandoned: true, ..goal(300, 1, 100) }];
        assert_eq!((value(&account, "goals"), value(&account, "accepted")), (None, None));
        account.goals = vec![Goal { baseline: None, accepted_at: Some(noon(180)), ..goal(10, 0, 1) }];
        assert_eq!((value(&account, "goals"), value(&account, "accepted")), (None, Some(1_000_000)));
        account.goals[0].accepted_at = Some(noon(181));
        assert_eq!(value(&account, "accepted"), Some(0));
    }

    #[test]
    fn wants_the_first_value_within_ninety_days() {
        let mut account: Facts = facts();
        assert_eq!(value(&account, "first_value"), Some(0));
        account.account.first_value_at = Some(noon(310));
        assert_eq!(value(&account, "first_value"), Some(1_000_000));
        account.account.first_value_at = Some(noon(309));
        assert_eq!(value(&account, "first_value"), Some(500_000));
        account.account.first_value_at = None;
        account.first_seen = Some(ago(309));
        assert_eq!(value(&account, "first_value"), None, "it began before our records");
        account.account.started_on = Some(ago(90));
        assert_eq!(value(&account, "first_value"), None, "it may still come in time");
    }
}
