//! Where a goal stands (rules.md, "Goals").

use chrono::{Datelike, NaiveDate};
use entity::enums::GoalState;

use super::exact::ONE;
use super::facts::Goal;
use super::number::Millionths;

/// A goal's state on a date, and the date on which it ended where it did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The state.
    pub state: GoalState,
    /// Its achievement, or the day by which it was missed.
    pub ended_on: Option<NaiveDate>,
}

/// Where a goal stands on `today`.
pub fn standing(goal: &Goal, today: NaiveDate, tolerance: Millionths) -> Standing {
    let on = |state| Standing { state, ended_on: None };
    if goal.abandoned {
        return on(GoalState::Abandoned);
    }
    if let Some(date) = achieved_on(goal, today) {
        return Standing { state: GoalState::Achieved, ended_on: Some(date) };
    }
    if let Some(due) = goal.due_on.filter(|&due| due < today) {
        return Standing { state: GoalState::Missed, ended_on: Some(due) };
    }
    on(course(goal, today, tolerance).unwrap_or(GoalState::Open))
}

/// It has begun: one with a start ahead does not count. Without a start only its course is unknown.
pub fn begun(goal: &Goal, today: NaiveDate) -> bool {
    goal.start_on.is_none_or(|start| start <= today)
}

fn achieved_on(goal: &Goal, today: NaiveDate) -> Option<NaiveDate> {
    let Some(target) = goal.target else {
        return goal.accepted_at.map(|at| at.date_naive()).filter(|&date| date <= today);
    };
    let baseline = goal.baseline?;
    let reached = |value| match target.cmp(&baseline) {
        std::cmp::Ordering::Greater => value >= target,
        std::cmp::Ordering::Less => value <= target,
        std::cmp::Ordering::Equal => value == target,
    };
    let dates = goal.values.iter().filter(|value| value.on <= today && reached(value.value)).map(|value| value.on);
    dates.min()
}

fn course(goal: &Goal, today: NaiveDate, tolerance: Millionths) -> Option<GoalState> {
    let (baseline, target) = (i128::from(goal.baseline?.0), i128::from(goal.target?.0));
    let known = goal.values.iter().filter(|value| value.on <= today);
    // Of one date the last in the list: `max_by_key` gives the last of equals.
    let latest = i128::from(known.max_by_key(|value| value.on)?.value.0);
    let day = |date: NaiveDate| i128::from(date.num_days_from_ce());
    let (start, due) = (day(goal.start_on?), day(goal.due_on?));
    let (elapsed, span) = if due > start { ((day(today) - start).clamp(0, due - start), due - start) } else { (1, 1) };
    let (mut done, mut way) = (latest - baseline, target - baseline);
    if way == 0 {
        (done, way) = (0, 1);
    }
    if way < 0 {
        (done, way) = (-done, -way);
    }
    // done/way against elapsed/span ± tolerance, in whole numbers.
    let left = done * ONE * span;
    let (middle, aside) = (way * ONE * elapsed, way * i128::from(tolerance.0) * span);
    Some(if left >= middle + aside {
        GoalState::Ahead
    } else if left >= middle - aside {
        GoalState::OnTrack
    } else {
        GoalState::Behind
    })
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Days};
    use entity::ids::GoalId;
    use entity::values::{GoalValue, Micros};

    use super::*;

    fn date(day: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(day)
    }

    fn goal(values: &[(u64, i64)]) -> Goal {
        Goal {
            id: GoalId(uuid::Uuid::nil()),
            external_id: "g".to_owned(),
            baseline: Some(Micros(0)),
            target: Some(Micros(100)),
            start_on: Some(date(0)),
            due_on: Some(date(100)),
            abandoned: false,
            values: values.iter().map(|&(day, value)| GoalValue { on: date(day), value: Micros(value) }).collect(),
            accepted_at: None,
        }
    }

    fn state(goal: &Goal, day: u64) -> GoalState {
        standing(goal, date(day), Millionths(100_000)).state
    }

    #[test]
    fn is_ahead_on_track_or_behind() {
        assert_eq!(state(&goal(&[]), 50), GoalState::Open);
        assert_eq!(state(&goal(&[(10, 60)]), 50), GoalState::Ahead);
        assert_eq!(state(&goal(&[(10, 59)]), 50), GoalState::OnTrack);
        assert_eq!(state(&goal(&[(10, 40)]), 50), GoalState::OnTrack);
        assert_eq!(state(&goal(&[(10, 39)]), 50), GoalState::Behind);
        assert_eq!(state(&goal(&[(10, 39), (10, 90)]), 50), GoalState::Ahead);
        assert_eq!(state(&goal(&[(51, 90)]), 50), GoalState::Open);
    }

    #[test]
    fn ends_achieved_missed_or_abandoned() {
        let reached = goal(&[(30, 120), (20, 100), (40, 0)]);
        let ended = standing(&reached, date(50), Millionths(100_000));
        assert_eq!(ended, Standing { state: GoalState::Achieved, ended_on: Some(date(20)) });
        assert_eq!(state(&goal(&[(5, 10)]), 100), GoalState::Behind);
        assert_eq!(state(&goal(&[(5, 10)]), 101), GoalState::Missed);
        assert_eq!(state(&goal(&[(105, 100)]), 110), GoalState::Achieved);
        assert_eq!(state(&Goal { abandoned: true, ..reached }, 50), GoalState::Abandoned);
        let down = Goal { baseline: Some(Micros(200)), ..goal(&[(5, 90)]) };
        assert_eq!(state(&down, 10), GoalState::Achieved);
        let level = Goal { baseline: Some(Micros(100)), ..goal(&[(5, 101)]) };
        assert_eq!(state(&level, 10), GoalState::OnTrack);
        assert_eq!(state(&level, 11), GoalState::Behind);
        let accepted = DateTime::from_timestamp(1_768_000_000, 0);
        assert_eq!(state(&Goal { target: None, accepted_at: accepted, ..goal(&[]) }, 50), GoalState::Achieved);
    }
}
