//! A request's clock: what renews its next update, what only puts it off, and what leaves it as it is.

use chrono::{DateTime, Utc};
use entity::enums::Urgency;
use entity::ids::TeamMemberId;

use super::{People, levels, next_due};
use crate::domain::policy::Policy;

/// Characters of a comment that renews the clock, at least.
pub const TELLING: usize = 10;
/// After so many times in a row that the date was put off, and after as many more, the owner's manager hears of it.
pub const PUT_OFFS: i32 = 3;

/// What an update says, beside the fields that it changes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said<'a> {
    /// It gives the request another status, owner, department, urgency or resolution.
    pub moved: bool,
    /// The next update that it states.
    pub due: Option<DateTime<Utc>>,
    /// Its comment.
    pub comment: Option<&'a str>,
    /// The comment that stands last.
    pub last: Option<&'a str>,
}

/// The clock of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// When the next update is due.
    pub due: Option<DateTime<Utc>>,
    /// How often in a row it was put off and nothing else was new.
    pub put_offs: i32,
}

/// The date is put off, and nobody says why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Silent;

/// Whether a comment says something that the last one did not, whatever its case and blanks.
fn is_new(comment: &str, last: Option<&str>) -> bool {
    let words = |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_lowercase).collect() };
    last.is_none_or(|last| words(comment) != words(last))
}

/// The clock after an update. What changed the request, or a comment of some length that is new, renews it: to the date
/// stated, else by a step from now. A later date alone needs a new comment, and counts as put off; an earlier one needs
/// none. Anything else leaves the clock as it is, and the ladder of silence goes on.
pub fn after(
    clock: Clock,
    said: Said<'_>,
    urgency: Urgency,
    now: DateTime<Utc>,
    policy: &Policy,
) -> Result<Clock, Silent> {
    let comment = said.comment.map(str::trim).filter(|text| !text.is_empty() && is_new(text, said.last));
    let telling = comment.is_some_and(|text| text.chars().count() >= TELLING);
    let stated = said.due.filter(|due| Some(*due) != clock.due);
    let renewed = || said.due.or_else(|| next_due(now, urgency, policy));
    match stated {
        _ if said.moved => Ok(Clock { due: renewed(), put_offs: 0 }),
        Some(due) if clock.due.is_some_and(|standing| due < standing) => Ok(Clock { due: Some(due), ..clock }),
        Some(_) if comment.is_none() => Err(Silent),
        Some(due) => Ok(Clock { due: Some(due), put_offs: clock.put_offs.saturating_add(1) }),
        None if telling => Ok(Clock { due: renewed(), ..clock }),
        None => Ok(clock),
    }
}

/// Who hears that the date was put off once more, and their level on the ladder: the owner's manager, else the
/// leadership; nobody until it was put off often enough.
pub fn told_of_put_off(
    before: Clock,
    after: Clock,
    owner: Option<TeamMemberId>,
    people: &People,
) -> Option<(i32, Vec<TeamMemberId>)> {
    if after.put_offs <= before.put_offs || after.put_offs % PUT_OFFS != 0 {
        return None;
    }
    (1..).zip(levels(owner, people)).skip(1).find(|(_, to)| !to.is_empty())
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use entity::enums::Department;
    use proptest::option;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::super::Person;
    use super::*;

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_767_225_600 + hour * 3600, 0).unwrap()
    }

    fn comments() -> impl Strategy<Value = Option<String>> {
        option::of(prop_oneof![
            Just("On it.".to_owned()),
            Just("We ask the vendor.".to_owned()),
            Just(" we  ASK the vendor. ".to_owned()),
            Just("         ".to_owned()),
            "[a-z ]{0,20}",
        ])
    }

    prop_compose! {
        fn updates()(moved in any::<bool>(), due in option::of(-50_i64..50), comment in comments(), last in comments())
            -> (bool, Option<i64>, Option<String>, Option<String>) {
            (moved, due, comment, last)
        }
    }

    fn urgencies() -> impl Strategy<Value = Urgency> {
        proptest::sample::select(Urgency::ALL)
    }

    proptest! {
        #[test]
        fn only_news_renews(
            standing in option::of(-50_i64..50), put_offs in 0..9, urgency in urgencies(),
            (moved, due, comment, last) in updates(),
        ) {
            let policy = Policy::default();
            let before = Clock { due: standing.map(at), put_offs };
            let said = Said { moved, due: due.map(at), comment: comment.as_deref(), last: last.as_deref() };
            let text = comment.as_deref().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            let other = last.as_deref().map(|last| last.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase());
            let new = !text.is_empty() && other.as_ref() != Some(&text);
            let long = comment.as_deref().is_some_and(|comment| comment.trim().chars().count() >= 10);
            let later = due.is_some() && due != standing && standing.is_none_or(|standing| due > Some(standing));
            match after(before, said, urgency, at(0), &policy) {
                Err(Silent) => prop_assert!(!moved && later && !new),
                Ok(clock) => {
                    let renews = moved || (later && new) || (new && long);
                    if !renews {
                        // It is left, or drawn nearer.
                        prop_assert!(clock == before || (clock.due < before.due && clock.due == due.map(at)));
                    }
                    if due.is_none() {
                        let step = next_due(at(0), urgency, &policy);
                        prop_assert_eq!(clock.due, if renews { step } else { before.due });
                    } else if renews && due != standing {
                        prop_assert_eq!(clock.due, due.map(at));
                    }
                    let put_off = !moved && later;
                    prop_assert_eq!(clock.put_offs, if moved { 0 } else { put_offs + i32::from(put_off) });
                }
            }
        }

        #[test]
        fn what_says_nothing_changes_nothing(standing in option::of(-50_i64..50), put_offs in 0..9, last in comments()) {
            let before = Clock { due: standing.map(at), put_offs };
            for said in [
                Said::default(),
                Said { due: before.due, last: last.as_deref(), ..Said::default() },
                Said { due: before.due, comment: last.as_deref(), last: last.as_deref(), ..Said::default() },
            ] {
                prop_assert_eq!(after(before, said, Urgency::High, at(0), &Policy::default()), Ok(before));
            }
        }

        #[test]
        fn each_third_time_in_a_row_is_told(moves in proptest::collection::vec(0..4_u8, 0..30)) {
            let id = |number| TeamMemberId(Uuid::from_u128(number));
            let person = |manager: Option<u128>| Person { department: Some(Department::Cs), manager: manager.map(id), active: true };
            let people = People::from([(id(1), person(Some(2))), (id(2), person(None))]);
            let (mut clock, mut row) = (Clock { due: Some(at(1)), put_offs: 0 }, 0);
            let mut last = None;
            for (turn, step) in moves.into_iter().enumerate() {
                let now = at(i64::try_from(turn).unwrap());
                let comment = format!("Comment number {turn}");
                let said = Said {
                    moved: step == 0,
                    due: (step > 1).then(|| clock.due.unwrap() + TimeDelta::hours(1)),
                    comment: Some(&comment),
                    last: last.as_deref(),
                };
                let next = after(clock, said, Urgency::Low, now, &Policy::default()).unwrap();
                row = match step { 0 => 0, 1 => row, _ => row + 1 };
                let told = told_of_put_off(clock, next, Some(id(1)), &people);
                let expected = (step > 1 && row % 3 == 0).then(|| (2, vec![id(2)]));
                prop_assert_eq!(told, expected);
                (clock, last) = (next, Some(comment));
            }
        }
    }
}
