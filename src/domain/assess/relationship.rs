//! RELATIONSHIP: exchanges both ways, levels in touch, meetings kept.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::enums::{ContactLevel, Initiation, MeetingState, RecordKind};
use entity::ids::ContactId;

use super::case::{Case, meeting, ways};
use super::reason::{Records, Say, count, reason};
use super::signal::{ALL, Known, NONE, Signal};
use crate::domain::exact::millionths;
use crate::domain::facts::Touchpoint;

pub(super) fn signals(case: &Case<'_>) -> Vec<Signal> {
    let shares = &case.policy.relationship;
    let ever = case.facts.touchpoints.iter().any(|touch| case.happened(touch.occurred_at).is_some());
    vec![
        Signal::new("two_way", shares.two_way_share, ever.then(|| two_way(case))),
        Signal::new("levels", shares.levels_share, if ever { levels(case) } else { None }),
        Signal::new("meetings", shares.meetings_share, meetings(case)),
    ]
}

/// The exchanges of the last days.
pub(super) fn recent<'a>(case: &Case<'a>, days: i64) -> impl Iterator<Item = (NaiveDate, &'a Touchpoint)> {
    case.exchanges().filter(move |&(date, _)| case.age(date) <= days)
}

/// The contacts in touch in the last days.
pub(super) fn in_touch(case: &Case<'_>, days: i64) -> BTreeSet<ContactId> {
    recent(case, days).flat_map(|(_, touch)| touch.contacts.iter().copied()).collect()
}

/// Touchpoints as evidence.
pub(super) fn as_evidence<'a>(touches: impl IntoIterator<Item = &'a Touchpoint>) -> Records<'a> {
    let mut records = Records::default();
    for touch in touches {
        records.add(touch.occurred_at.unwrap_or_default(), &touch.external_id, RecordKind::Touchpoint, touch.id);
    }
    records
}

/// The planned meetings that were kept, moved or missed, with their dates.
pub(super) fn planned<'a>(case: &Case<'a>) -> impl Iterator<Item = (NaiveDate, &'a Touchpoint)> {
    let held = |state| matches!(state, MeetingState::Kept | MeetingState::Moved | MeetingState::Missed);
    let planned = case
        .facts
        .touchpoints
        .iter()
        .filter(move |touch| touch.initiation == Some(Initiation::Planned) && meeting(touch) && held(touch.state));
    planned.filter_map(|touch| Some((case.happened(touch.occurred_at)?, touch)))
}

fn two_way(case: &Case<'_>) -> Known {
    let rules = &case.policy.relationship;
    let days = rules.two_way_days.get(&case.facts.account.touch_model).copied().unwrap_or_default();
    let exchanges: Vec<&Touchpoint> = recent(case, days).map(|(_, touch)| touch).collect();
    let (mut theirs, mut ours) = (false, false);
    for exchange in &exchanges {
        let (inbound, outbound) = ways(exchange);
        (theirs, ours) = (theirs || inbound, ours || outbound);
    }
    let (value, text) = match (theirs, ours) {
        (true, true) => (ALL, format!("Both sides spoke in {days} days.")),
        (true, false) => (rules.one_way, format!("Only the customer spoke in {days} days.")),
        (false, true) => (rules.one_way, format!("Only we spoke in {days} days.")),
        (false, false) => (NONE, format!("No exchange in {days} days.")),
    };
    let why = reason("two_way", text).resting_on(as_evidence(exchanges)).or_else("An exchange in each direction.");
    Known::lasting(value, why)
}

fn levels(case: &Case<'_>) -> Option<Known> {
    let level = |id| Some(case.level(id)).filter(|&level| level != ContactLevel::Unknown);
    if !case.facts.contacts.iter().any(|contact| level(contact.id).is_some()) {
        return None;
    }
    let days = case.policy.relationship.levels_days;
    let reached: BTreeSet<ContactLevel> = in_touch(case, days).into_iter().filter_map(level).collect();
    let named = |touch: &&Touchpoint| touch.contacts.iter().any(|&id| level(id).is_some());
    let touches = recent(case, days).map(|(_, touch)| touch).filter(named);
    let why = reason("levels", format!("{} of 3 levels in touch in {days} days.", reached.len()))
        .seen(reached.len(), 3)
        .resting_on(as_evidence(touches))
        .or_else("A contact of another level in touch.");
    Some(Known::lasting(millionths(reached.len() as i128, 3), why))
}

fn meetings(case: &Case<'_>) -> Option<Known> {
    let days = case.policy.relationship.meetings_days;
    let held: Vec<&Touchpoint> =
        planned(case).filter(|&(date, _)| case.age(date) <= days).map(|(_, touch)| touch).collect();
    if held.is_empty() {
        return None;
    }
    let kept = held.iter().filter(|touch| touch.state == MeetingState::Kept).count();
    let value = millionths(kept as i128, held.len() as i128);
    let text = format!("{kept} of {} kept in {days} days.", count(held.len() as i128, "planned meeting"));
    let why = reason("meetings", text).seen(kept, held.len()).resting_on(as_evidence(held));
    Some(Known::lasting(value, why.or_else("Planned meetings kept.")))
}

#[cfg(test)]
mod tests {
    use entity::enums::{Channel, Direction, Initiation, MeetingState, Seniority, TouchModel};

    use super::super::fixture::{contact, facts, touch, value};
    use crate::domain::facts::{Facts, Touchpoint};

    fn meeting(state: MeetingState, days: i64) -> Touchpoint {
        let (channel, initiation) = (Some(Channel::Meeting), Some(Initiation::Planned));
        Touchpoint { channel, initiation, state, ..touch(Direction::Outbound, days, &[]) }
    }

    #[test]
    fn wants_both_sides_to_speak() {
        let mut account = facts();
        assert_eq!(value(&account, "two_way"), None);
        account.touchpoints = vec![touch(Direction::Internal, 1, &[])];
        assert_eq!(value(&account, "two_way"), Some(0));
        account.touchpoints.push(touch(Direction::Outbound, 90, &[]));
        assert_eq!(value(&account, "two_way"), Some(500_000));
        account.account.touch_model = TouchModel::HighTouch;
        assert_eq!(value(&account, "two_way"), Some(0));
        account.touchpoints.push(meeting(MeetingState::Kept, 30));
        assert_eq!(value(&account, "two_way"), Some(1_000_000), "a kept meeting is both ways");
    }

    #[test]
    fn counts_levels_and_kept_meetings() {
        let contacts =
            vec![contact(2, Seniority::DecisionMaker), contact(3, Seniority::Admin), contact(4, Seniority::Unknown)];
        let mut account = Facts { contacts, ..facts() };
        account.touchpoints = vec![touch(Direction::Inbound, 90, &[2, 4]), touch(Direction::Inbound, 91, &[3])];
        assert_eq!(value(&account, "levels"), Some(333_333));
        assert_eq!(value(&account, "meetings"), None);
        let states = [MeetingState::Kept, MeetingState::Missed, MeetingState::Canceled, MeetingState::Moved];
        account.touchpoints = states.into_iter().zip(1..).map(|(state, days)| meeting(state, days)).collect();
        assert_eq!(value(&account, "meetings"), Some(333_333));
    }
}
