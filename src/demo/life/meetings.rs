//! Planned meetings, what they write, what we write, and letters to many.

use async_graphql::ID;
use chrono::NaiveDate;
use entity::enums::{Channel, Direction, Initiation, MeetingState, Purpose};

use crate::demo::book::Customer;
use crate::demo::calendar::{WEEKS, add, at};
use crate::demo::script::TouchpointRowInput;
use crate::demo::script::{Script, account, contact, is, may, member};
use crate::demo::temper::{Kind, Temper, temper};
use crate::demo::words::meetings::{
    CAMPAIGNS, COMPLAINTS, INBOUND, Meeting, OUTBOUND, RENEWALS, REVIEWS, SELLING, TRAININGS,
};

pub(crate) fn tell(customer: &mut Customer, script: &mut Script) {
    let shift = customer.dice.between(0, 7);
    for week in (customer.start - 7).max(0)..customer.end.unwrap_or(WEEKS).min(WEEKS) {
        let temper = temper(customer.kind, WEEKS - 1 - week);
        if week < customer.start {
            if customer.dice.chance(if customer.start < WEEKS + 10 { 420 } else { 90 }) {
                selling(customer, script, week);
            }
            continue;
        }
        if customer.dice.chance(temper.inbound) {
            message(customer, script, week, Direction::Inbound, &temper);
        }
        if customer.dice.chance(temper.outbound) {
            message(customer, script, week, Direction::Outbound, &temper);
        }
        if customer.high_touch && temper.meet > 0 && (week + shift) % temper.meet == 0 {
            meeting(customer, script, week, &temper);
        }
        if (week + 3 * shift) % 19 == 0 && customer.kind != Kind::Dark && customer.kind != Kind::Cold {
            campaign(customer, script, week);
        }
    }
    if customer.high_touch && customer.runs(WEEKS - 1) && temper(customer.kind, 0).meet > 0 {
        ahead(customer, script);
    }
}

/// A touchpoint's row, with what every one has.
pub(crate) fn touchpoint(customer: &Customer, part: &str, on: NaiveDate, hour: i64, minute: i64) -> TouchpointRowInput {
    TouchpointRowInput {
        external_id: ID(format!("{}-{part}-{on}", customer.key)),
        account: is(account(&customer.key)),
        occurred_at: is(at(on, hour, minute)),
        ..TouchpointRowInput::default()
    }
}

fn selling(customer: &mut Customer, script: &mut Script, week: i64) {
    let dice = &mut customer.dice;
    let on = script.calendar.day(week, dice.between(0, 4));
    let (hour, words) = (dice.between(8, 16), dice.pick(&SELLING));
    let both = dice.chance(700);
    let who = customer.people.first().map(|person| contact(&person.key));
    let row = TouchpointRowInput {
        channel: is(if both { Channel::Call } else { Channel::Email }),
        direction: is(if both { Direction::Both } else { Direction::Outbound }),
        initiation: is(Initiation::Planned),
        purpose: is(Purpose::Other),
        agenda: is(words),
        minutes: is(25),
        contacts: may(who.map(|who| vec![who])),
        members: is(vec![member(customer.seller)]),
        ..touchpoint(customer, "sales", on, hour, 10)
    };
    script.week(on).touchpoints.push(row);
}

fn message(customer: &mut Customer, script: &mut Script, week: i64, direction: Direction, temper: &Temper) {
    let turn = customer.dice.between(0, 99);
    let present = customer.present(week);
    let Some(&person) = present.get(usize::try_from(turn).unwrap_or_default() % present.len().max(1)) else { return };
    let (key, leaning) = (person.key.clone(), person.leaning);
    let dice = &mut customer.dice;
    let on = script.calendar.day(week, dice.between(0, 6));
    let inbound = direction == Direction::Inbound;
    let cross = inbound && dice.chance(400 - temper.mood * 6);
    let words = match (inbound, cross) {
        (true, true) => dice.pick(&COMPLAINTS),
        (true, false) => dice.pick(&INBOUND),
        _ => dice.pick(&OUTBOUND),
    };
    let sentiment =
        (inbound && dice.chance(500)).then(|| (temper.mood + leaning / 3 + dice.near(0, 20)).clamp(-95, 95));
    let channel = dice.pick(&[Channel::Email, Channel::Email, Channel::Call, Channel::Chat]);
    let (hour, minute) = (dice.between(7, 17), dice.between(0, 59));
    let row = TouchpointRowInput {
        channel: is(channel),
        direction: is(if channel == Channel::Call { Direction::Both } else { direction }),
        initiation: is(if inbound { Initiation::Inbound } else { Initiation::Signal }),
        purpose: is(Purpose::Other),
        outcome: is(words),
        minutes: is(12),
        sentiment: may(sentiment.and_then(hundredths)),
        contacts: is(vec![contact(&key)]),
        members: is(vec![member(customer.csm)]),
        ..touchpoint(customer, if inbound { "in" } else { "out" }, on, hour, minute)
    };
    script.week(on).touchpoints.push(row);
}

fn meeting(customer: &mut Customer, script: &mut Script, week: i64, temper: &Temper) {
    let present = customer.present(week);
    let contacts: Vec<_> = present.iter().take(3).map(|person| contact(&person.key)).collect();
    let dice = &mut customer.dice;
    let on = script.calendar.day(week, dice.between(0, 4));
    let yearly = (week - customer.start).rem_euclid(52);
    let (meeting, purpose): (&Meeting, Purpose) = match (yearly, dice.between(0, 9)) {
        (40..48, _) => (dice.choose(&RENEWALS), Purpose::Renewal),
        (_, 0..3) => (dice.choose(&TRAININGS), Purpose::Training),
        _ => (dice.choose(&REVIEWS), Purpose::Review),
    };
    let avoided = customer.kind == Kind::Unhappy && customer.burn % 3 == 0 && WEEKS - week < 18;
    let kept = !avoided && dice.chance(temper.kept);
    let state = if kept {
        MeetingState::Kept
    } else {
        dice.pick(&[MeetingState::Moved, MeetingState::Moved, MeetingState::Missed])
    };
    let sentiment = (kept && dice.chance(700)).then(|| (temper.mood + dice.near(0, 18)).clamp(-95, 95));
    let hour = dice.between(9, 15);
    let length = dice.pick(&[30, 45, 45, 60]);
    let planned = TouchpointRowInput {
        channel: is(if dice.chance(180) { Channel::InPerson } else { Channel::Meeting }),
        direction: is(Direction::Both),
        initiation: is(Initiation::Planned),
        state: is(MeetingState::Planned),
        purpose: is(purpose),
        agenda: is(meeting.agenda),
        goal: is(meeting.goal),
        contacts: is(contacts),
        members: is(vec![member(customer.csm)]),
        ..touchpoint(customer, "meeting", on, hour, 0)
    };
    if week > customer.start.max(0) {
        script.week(add(on, -7)).touchpoints.push(planned.clone());
    }
    script.week(on).touchpoints.push(TouchpointRowInput {
        state: is(state),
        minutes: may(kept.then_some(length)),
        outcome: may(kept.then(|| meeting.outcome.to_owned())),
        sentiment: may(sentiment.and_then(hundredths)),
        ..planned
    });
}

/// The next meeting stands in the calendar when the story ends.
fn ahead(customer: &mut Customer, script: &mut Script) {
    let dice = &mut customer.dice;
    let on = script.calendar.day(WEEKS, dice.between(1, 18));
    let review = dice.choose(&REVIEWS);
    let hour = dice.between(9, 15);
    let row = TouchpointRowInput {
        channel: is(Channel::Meeting),
        direction: is(Direction::Both),
        initiation: is(Initiation::Planned),
        state: is(MeetingState::Planned),
        purpose: is(Purpose::Review),
        agenda: is(review.agenda),
        goal: is(review.goal),
        contacts: is(customer.present(WEEKS - 1).iter().take(2).map(|person| contact(&person.key)).collect::<Vec<_>>()),
        members: is(vec![member(customer.csm)]),
        ..touchpoint(customer, "meeting", on, hour, 30)
    };
    script.week(on).touchpoints.push(row);
}

fn campaign(customer: &mut Customer, script: &mut Script, week: i64) {
    let on = script.calendar.day(week, 1);
    let letter = CAMPAIGNS[usize::try_from(week / 11).unwrap_or_default() % CAMPAIGNS.len()];
    let row = TouchpointRowInput {
        channel: is(Channel::Campaign),
        direction: is(Direction::Outbound),
        initiation: is(Initiation::Planned),
        purpose: is(Purpose::News),
        agenda: is(letter),
        members: is(vec![member("elsie")]),
        ..touchpoint(customer, "letter", on, 9, 0)
    };
    script.week(on).touchpoints.push(row);
}

/// Hundredths as a sentiment.
fn hundredths(value: i64) -> Option<f64> {
    i32::try_from(value).ok().map(|value| f64::from(value) / 100.0)
}
