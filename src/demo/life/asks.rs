//! What they ask of us: some of it written down by our people in Vitrine, some imported from the product team's list.

use async_graphql::ID;
use chrono::{DateTime, TimeDelta, Utc};
use entity::enums::{Channel, Department, RequestStatus, RiskKind, RiskState, Urgency};

use crate::demo::book::Customer;
use crate::demo::calendar::{WEEKS, at};
use crate::demo::company::MAKERS;
use crate::demo::script::RequestRowInput;
use crate::demo::script::{Deed, Script, account, contact, is, member};
use crate::demo::temper::Kind;
use crate::demo::words::asks::{ASKS, Ask};
use crate::demo::words::value::{ANSWERS, OVERRIDES};

pub(crate) fn tell(customer: &mut Customer, script: &mut Script) {
    if matches!(customer.kind, Kind::Dark | Kind::Prospect | Kind::Coming | Kind::Cold | Kind::Silent) {
        return;
    }
    let mut asks: Vec<&Ask> = ASKS.iter().collect();
    customer.dice.shuffle(&mut asks);
    let over = customer.end.unwrap_or(WEEKS).min(WEEKS);
    let mut week = customer.start.max(0) + customer.dice.between(3, 40);
    let mut written = false;
    for (number, ask) in asks.into_iter().enumerate().take(3) {
        if week >= over {
            break;
        }
        let raised = at(script.calendar.day(week, customer.dice.between(0, 4)), customer.dice.between(8, 15), 20);
        let key = format!("{}-ask-{number}", customer.key);
        if !written && customer.high_touch && customer.dice.chance(650) {
            written = true;
            thread(customer, script, &key, ask, raised);
        } else if ask.department == Department::Product {
            import(customer, script, &key, ask, raised);
        }
        week += customer.dice.between(18, 44);
    }
    if customer.kind == Kind::Waiting {
        silence(customer, script);
    }
    judge(customer, script);
}

/// Who asks: the champion, or whoever is there.
fn voice(customer: &Customer, week: i64) -> Option<String> {
    customer.present(week).first().map(|person| person.key.clone())
}

fn owner(customer: &mut Customer, department: Department) -> &'static str {
    match department {
        Department::Product => customer.dice.pick(&MAKERS),
        Department::Support => customer.agent,
        Department::Sales => customer.seller,
        Department::Marketing => "elsie",
        _ => customer.csm,
    }
}

/// A request that our people wrote down, worked on, answered and closed.
fn thread(customer: &mut Customer, script: &mut Script, key: &str, ask: &Ask, raised: DateTime<Utc>) {
    let Some(who) = voice(customer, script.calendar.week(raised.date_naive())) else { return };
    let owner = owner(customer, ask.department);
    let urgency = customer.dice.pick(&[Urgency::Normal, Urgency::Normal, Urgency::High, Urgency::Low]);
    let step = match urgency {
        Urgency::High => 40,
        _ => 130,
    };
    let hours = |count: i64| TimeDelta::hours(count);
    let request = || key.to_owned();
    script.act(
        raised,
        customer.csm,
        Deed::Open {
            request: request(),
            account: customer.key.clone(),
            title: ask.title.to_owned(),
            body: ask.body.to_owned(),
            department: ask.department,
            urgency,
            raised_by: who.clone(),
            owner: Some(owner.to_owned()),
        },
    );
    let first = raised + hours(step * customer.dice.between(20, 90) / 100);
    script.act(
        first,
        owner,
        Deed::Update {
            request: request(),
            status: RequestStatus::InProgress,
            resolution: None,
            comment: ask.comments[0].to_owned(),
        },
    );
    let second = first + hours(step * customer.dice.between(20, 95) / 100);
    script.act(second, owner, Deed::Comment { request: request(), body: ask.comments[1].to_owned() });
    let third = first + hours(step);
    script.act(
        third,
        owner,
        Deed::Update {
            request: request(),
            status: RequestStatus::Answered,
            resolution: Some(ask.resolution.to_owned()),
            comment: ask.resolution.to_owned(),
        },
    );
    let told = third + hours(customer.dice.between(3, 30));
    let channel = customer.dice.pick(&[Channel::Call, Channel::Email, Channel::Email]);
    script.act(
        told,
        customer.csm,
        Deed::Tell { request: request(), contact: who, channel, message: ask.told.to_owned() },
    );
    script.act(
        told + hours(2),
        owner,
        Deed::Close { request: request(), resolution: ask.resolution.to_owned(), declined: ask.declined },
    );
}

/// A request that lives in the product team's own list and is synced.
fn import(customer: &mut Customer, script: &mut Script, key: &str, ask: &Ask, raised: DateTime<Utc>) {
    let Some(who) = voice(customer, script.calendar.week(raised.date_naive())) else { return };
    let owner = owner(customer, ask.department);
    let told = raised + TimeDelta::days(customer.dice.between(9, 28));
    let due = told + TimeDelta::days(2);
    let row = RequestRowInput {
        external_id: ID(key.to_owned()),
        updated_at: Some(raised.into()),
        account: is(account(&customer.key)),
        title: is(ask.title),
        body: is(ask.body),
        department: is(ask.department),
        urgency: is(Urgency::Normal),
        status: is(RequestStatus::InProgress),
        raised_by: is(contact(&who)),
        raised_at: is(raised),
        owner: is(member(owner)),
        next_update_due: is(due),
        ..RequestRowInput::default()
    };
    script.week(raised.date_naive()).requests.push(row.clone());
    if told < script.calendar.end_of(WEEKS - 1) {
        script.week(told.date_naive()).requests.push(RequestRowInput {
            updated_at: Some(told.into()),
            status: is(if ask.declined { RequestStatus::Declined } else { RequestStatus::Closed }),
            resolution: is(ask.resolution),
            customer_told_at: is(told),
            ..row
        });
    }
}

/// A request that nobody has touched: it climbs.
fn silence(customer: &mut Customer, script: &mut Script) {
    let ask: &Ask = customer.dice.choose(&ASKS);
    let urgency = customer.dice.pick(&[Urgency::Normal, Urgency::High, Urgency::High, Urgency::Urgent]);
    let (days, patience) = match urgency {
        Urgency::Urgent => (1, 4),
        Urgency::High => (2, 24),
        _ => (7, 24),
    };
    let raised = at(script.calendar.day(WEEKS - customer.dice.between(2, 3), 1), 9, 40);
    let Some(who) = voice(customer, WEEKS - 2) else { return };
    let owner = owner(customer, ask.department);
    script.act(
        raised,
        customer.csm,
        Deed::Open {
            request: format!("{}-silence", customer.key),
            account: customer.key.clone(),
            title: ask.title.to_owned(),
            body: ask.body.to_owned(),
            department: ask.department,
            urgency,
            raised_by: who,
            owner: Some(owner.to_owned()),
        },
    );
    let due = raised + TimeDelta::days(days) + TimeDelta::minutes(1);
    for late in [0, patience, 72] {
        script.act(due + TimeDelta::hours(late), customer.csm, Deed::Wait);
    }
}

/// What people answer to risks, and the scores they set by hand.
fn judge(customer: &mut Customer, script: &mut Script) {
    let day = customer.dice.between(0, 4);
    let soon = at(script.calendar.day(WEEKS - 1, day), 11, 10);
    if customer.kind == Kind::Judged {
        let turn = usize::try_from(customer.burn).unwrap_or_default() % OVERRIDES.len();
        let score = if turn.is_multiple_of(3) { 22.0 } else { 95.0 };
        let reason = OVERRIDES[turn].to_owned();
        let account = customer.key.clone();
        let since = at(script.calendar.day(WEEKS - 2, day), 11, 10);
        script.act(since, customer.csm, Deed::Override { account, score, reason, days: 60 });
    }
    let kind = match customer.kind {
        Kind::Orphaned => RiskKind::ChampionLeft,
        Kind::Unhappy if customer.high_touch => RiskKind::MeetingAvoided,
        Kind::Seasonal => RiskKind::UsageDrop,
        Kind::Reassess => RiskKind::Unprofitable,
        _ => return,
    };
    if customer.dice.chance(500) {
        let state = customer.dice.pick(&[RiskState::Acknowledged, RiskState::Acknowledged, RiskState::FalseAlarm]);
        let reason = (customer.dice.pick(&ANSWERS)).to_owned();
        script.act(soon, customer.csm, Deed::Answer { account: customer.key.clone(), kind, state, reason });
    }
}
