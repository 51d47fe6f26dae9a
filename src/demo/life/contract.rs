//! From the first talk to the last day: status, people, contract lines, handoff, kickoff, renewals.

use async_graphql::{ID, MaybeUndefined};
use chrono::NaiveDate;
use entity::enums::{
    AccountStatus, AssignmentRole, Channel, ConsentPurpose, Direction, Initiation, OutcomeKind, Phase, Purpose,
    Seniority, TouchModel,
};
use serde_json::json;

use super::meetings::touchpoint;
use crate::demo::book::Customer;
use crate::demo::calendar::{WEEKS, add, at};
use crate::demo::script::{
    AccountRowInput, ConsentRowInput, ContactRowInput, HandoffRowInput, OutcomeRowInput, SubscriptionRowInput,
    TeamRowInput, TouchpointRowInput,
};
use crate::demo::script::{Script, account, contact, is, may, member, subscription};
use crate::demo::temper::Kind;
use crate::demo::words::meetings::KICKOFFS;
use crate::demo::words::voices::PARTINGS;

pub(crate) fn tell(customer: &mut Customer, script: &mut Script) {
    let first = (customer.start - 7).clamp(0, WEEKS - 9);
    let begins = script.calendar.day(customer.start, customer.start_day);
    introduce(customer, script, first, begins);
    people(customer, script, first);
    if customer.start > WEEKS + 10 {
        return;
    }
    line(customer, script, begins);
    if customer.start >= 0 {
        beginning(customer, script, begins);
    }
    if let Some(end) = customer.end {
        parting(customer, script, end);
    }
    if customer.kind == Kind::Leaving {
        let week = WEEKS - customer.dice.between(2, 5);
        stand(customer, script, week, AccountStatus::Canceled, Phase::Offboarding);
    }
}

fn introduce(customer: &mut Customer, script: &mut Script, first: i64, begins: NaiveDate) {
    let status = if customer.start <= first { AccountStatus::Customer } else { AccountStatus::Prospect };
    let phase = match first - customer.start {
        ..0 => None,
        0..60 => Some(Phase::Adoption),
        _ => Some(Phase::Value),
    };
    let segment = match customer.seats {
        ..6 => "Small",
        6..10 => "Middle",
        _ => "Large",
    };
    let early = customer.start < 0 && customer.kind != Kind::Dark && customer.dice.chance(750);
    let value_at = early.then(|| at(add(begins, customer.dice.between(25, 120)), 12, 0));
    let team = [(customer.csm, AssignmentRole::Csm), (customer.seller, AssignmentRole::AccountExecutive)]
        .into_iter()
        .chain((customer.agent == "kofi").then_some(("ruben", AssignmentRole::Support)))
        .chain((customer.seats > 9 && customer.high_touch).then_some(("renske", AssignmentRole::ExecutiveSponsor)))
        .map(|(key, role)| TeamRowInput { member: member(key), role, since: MaybeUndefined::Undefined })
        .collect::<Vec<_>>();
    let fleet = customer.seats * customer.dice.between(9, 17);
    let row = AccountRowInput {
        external_id: ID(customer.key.clone()),
        updated_at: Some(at(script.calendar.day(first, 0), 6, 0).into()),
        name: is(customer.name.clone()),
        domain: is(customer.domain()),
        status: is(status),
        touch_model: is(if customer.high_touch { TouchModel::HighTouch } else { TouchModel::LowTouch }),
        phase: may(phase),
        segment: is(segment),
        industry: is(customer.industry),
        employees: is(i32::try_from(customer.seats * customer.dice.between(11, 40)).unwrap_or_default()),
        country: is(customer.country),
        started_on: may((customer.start <= first).then(|| begins.into())),
        first_value_at: may(value_at.map(Into::into)),
        team: is(team),
        attributes: is(json!({"fleetSize": fleet, "depots": (fleet / 60 + 1)})),
        ..AccountRowInput::default()
    };
    script.week(script.calendar.day(first, 0)).accounts.push(row);
}

/// The account's standing changes.
pub(crate) fn stand(customer: &Customer, script: &mut Script, week: i64, status: AccountStatus, phase: Phase) {
    let on = script.calendar.day(week, customer.start_day);
    let row = AccountRowInput {
        external_id: ID(customer.key.clone()),
        updated_at: Some(at(on, 7, 0).into()),
        status: is(status),
        phase: is(phase),
        ..AccountRowInput::default()
    };
    script.week(on).accounts.push(row);
}

fn people(customer: &mut Customer, script: &mut Script, first: i64) {
    let known = script.calendar.day(first, 0);
    for person in &customer.people {
        let email = format!("{}@{}", person.name.to_lowercase().replace([' ', '\''], "."), customer.domain());
        let consent = |purpose, granted| ConsentRowInput { purpose, granted, recorded_at: at(known, 8, 0).into() };
        let friendly = customer.kind == Kind::Advocate || person.leaning > 12;
        let phone =
            (person.seniority != Seniority::EndUser).then(|| format!("+44 20 7946 0{}", 100 + person.key.len() * 7));
        let row = ContactRowInput {
            external_id: ID(person.key.clone()),
            updated_at: Some(at(known, 8, 0).into()),
            account: is(account(&customer.key)),
            name: is(person.name.clone()),
            title: is(person.title),
            email: is(email),
            phone: may(phone),
            seniority: is(person.seniority),
            renewal_influence: is(person.influence),
            consents: is(vec![
                consent(ConsentPurpose::Survey, true),
                consent(ConsentPurpose::Marketing, person.leaning > -10),
                consent(ConsentPurpose::Reference, friendly),
            ]),
            ..ContactRowInput::default()
        };
        script.week(known).contacts.push(row);
        if let Some(left) = person.left {
            let on = script.calendar.day(left, 2);
            script.week(on).contacts.push(ContactRowInput {
                external_id: ID(person.key.clone()),
                updated_at: Some(at(on, 17, 0).into()),
                account: is(account(&customer.key)),
                left_at: is(at(on, 17, 0)),
                ..ContactRowInput::default()
            });
        }
    }
}

fn amount(minor: i64) -> crate::scalar::Decimal {
    crate::scalar::Decimal::of_minor(minor, 2)
}

/// The contract line over the years: it began, it was renewed, it grew.
fn line(customer: &mut Customer, script: &mut Script, begins: NaiveDate) {
    let key = format!("{}-line", customer.key);
    let last = customer.end.unwrap_or(WEEKS);
    let elapsed = (customer.start.min(0) * -7) / 365;
    let mut term = add(begins, 365 * (elapsed + 1) - 1);
    let mut seats = customer.seats;
    let mut dice = customer.dice.clone();
    let row = |on: NaiveDate, seats: i64, term: NaiveDate| SubscriptionRowInput {
        external_id: ID(key.clone()),
        updated_at: Some(at(on, 3, 0).into()),
        account: is(account(&customer.key)),
        plan: is(customer.plan),
        mrr: is(amount(customer.mrr(seats))),
        currency: is(customer.currency),
        seats: is(i32::try_from(seats).unwrap_or_default()),
        started_on: is(begins),
        term_ends_on: is(term),
        auto_renew: is(customer.kind != Kind::Leaving),
        ..SubscriptionRowInput::default()
    };
    let signed = add(begins, if customer.start > 0 { -8 } else { 0 });
    script.week(signed).subscriptions.push(row(signed, seats, term));
    let grows = matches!(customer.kind, Kind::Advocate | Kind::Steady | Kind::Costly) && dice.chance(350);
    let mut happened = Vec::new();
    if grows && customer.runs(40) {
        let on = script.calendar.day(dice.between(41, 66), 1);
        seats += 1 + seats / 5;
        script.week(on).subscriptions.push(row(on, seats, term));
        happened.push((OutcomeKind::Expanded, on, "Seats for a second depot"));
    }
    while script.calendar.week(term) < last {
        let on = term;
        term = add(term, 365);
        if script.calendar.week(on) >= 0 {
            script.week(on).subscriptions.push(row(on, seats, term));
            happened.push((OutcomeKind::Renewed, on, "Renewed for a year"));
        }
    }
    if customer.kind == Kind::Unhappy && dice.chance(250) && customer.seats > 3 {
        let on = script.calendar.day(dice.between(60, 70), 2);
        script.week(on).subscriptions.push(row(on, seats - 1, term));
        happened.push((OutcomeKind::Contracted, on, "Gave back a seat that nobody used"));
    }
    customer.dice = dice;
    customer.seats = seats;
    for (number, (kind, on, note)) in happened.into_iter().enumerate() {
        let row = OutcomeRowInput {
            external_id: ID(format!("{}-outcome-{number}", customer.key)),
            account: is(account(&customer.key)),
            subscription: is(subscription(&format!("{}-line", customer.key))),
            kind: is(kind),
            on: is(on),
            note: is(note),
            ..OutcomeRowInput::default()
        };
        script.week(on).outcomes.push(row);
    }
}

/// A contract that began in the story: trial, signature, handoff, kickoff.
fn beginning(customer: &mut Customer, script: &mut Script, begins: NaiveDate) {
    let cold = customer.kind == Kind::Cold;
    if customer.dice.chance(400) {
        let from = add(begins, -30);
        script.week(from).subscriptions.push(SubscriptionRowInput {
            external_id: ID(format!("{}-trial", customer.key)),
            account: is(account(&customer.key)),
            plan: is(customer.plan),
            mrr: is(amount(0)),
            currency: is(customer.currency),
            seats: is(2),
            trial: is(true),
            started_on: is(from),
            ended_on: is(begins),
            ..SubscriptionRowInput::default()
        });
    }
    stand_with_start(customer, script, add(begins, -8), AccountStatus::Coming, begins);
    if customer.start < WEEKS {
        stand_with_start(customer, script, begins, AccountStatus::Customer, begins);
    }
    let signed = add(begins, -8);
    let handoff = HandoffRowInput {
        external_id: ID(format!("{}-handoff", customer.key)),
        updated_at: Some(at(signed, 15, 0).into()),
        account: is(account(&customer.key)),
        from: is(member(customer.seller)),
        to: is(member(customer.csm)),
        signed_on: is(signed),
        offered_at: is(at(signed, 15, 0)),
        ..HandoffRowInput::default()
    };
    script.week(signed).handoffs.push(handoff.clone());
    if cold || customer.start >= WEEKS {
        return;
    }
    let accepted = add(begins, -1);
    let kickoff = at(add(begins, 3), 10, 0);
    script.week(accepted).handoffs.push(HandoffRowInput {
        updated_at: Some(at(accepted, 11, 0).into()),
        accepted_at: is(at(accepted, 11, 0)),
        kickoff_at: is(kickoff),
        ..handoff
    });
    kick_off(customer, script, begins);
}

fn stand_with_start(customer: &Customer, script: &mut Script, on: NaiveDate, status: AccountStatus, begins: NaiveDate) {
    let row = AccountRowInput {
        external_id: ID(customer.key.clone()),
        updated_at: Some(at(on, 7, 0).into()),
        status: is(status),
        phase: is(Phase::Onboarding),
        started_on: is(begins),
        ..AccountRowInput::default()
    };
    script.week(on).accounts.push(row);
}

fn kick_off(customer: &mut Customer, script: &mut Script, begins: NaiveDate) {
    let kickoff = customer.dice.choose(&KICKOFFS);
    let people: Vec<_> = customer.people.iter().take(3).map(|person| contact(&person.key)).collect();
    let on = add(begins, 3);
    let purpose = if customer.high_touch { Purpose::Kickoff } else { Purpose::Onboarding };
    let row = TouchpointRowInput {
        channel: is(Channel::Meeting),
        direction: is(Direction::Both),
        initiation: is(Initiation::Planned),
        purpose: is(purpose),
        minutes: is(60),
        agenda: is(kickoff.agenda),
        goal: is(kickoff.goal),
        outcome: is(kickoff.outcome),
        sentiment: is(0.4),
        contacts: is(people.clone()),
        members: is(vec![member(customer.csm), member(customer.seller)]),
        ..touchpoint(customer, "kickoff", on, 10, 0)
    };
    script.week(on).touchpoints.push(row);
    let reached = add(begins, customer.dice.between(24, 80));
    if reached < script.calendar.day(WEEKS, 0) {
        let row = AccountRowInput {
            external_id: ID(customer.key.clone()),
            updated_at: Some(at(reached, 16, 0).into()),
            first_value_at: is(at(reached, 16, 0)),
            phase: is(Phase::Adoption),
            ..AccountRowInput::default()
        };
        script.week(reached).accounts.push(row);
    }
}

fn parting(customer: &mut Customer, script: &mut Script, end: i64) {
    let notice = (end - 5).max(0);
    let silent = customer.kind == Kind::Silent;
    let (reason, words) = if silent { PARTINGS[PARTINGS.len() - 1] } else { customer.dice.pick(&PARTINGS) };
    stand(customer, script, notice, AccountStatus::Canceled, Phase::Offboarding);
    stand(customer, script, end, AccountStatus::Lost, Phase::Offboarding);
    let on = script.calendar.day(end, customer.start_day);
    let noticed = script.calendar.day(notice, 3);
    script.week(noticed).subscriptions.push(SubscriptionRowInput {
        external_id: ID(format!("{}-line", customer.key)),
        updated_at: Some(at(noticed, 12, 0).into()),
        ended_on: is(on),
        auto_renew: is(false),
        reason: is(reason),
        ..SubscriptionRowInput::default()
    });
    script.week(on).outcomes.push(OutcomeRowInput {
        external_id: ID(format!("{}-churn", customer.key)),
        account: is(account(&customer.key)),
        subscription: is(subscription(&format!("{}-line", customer.key))),
        kind: is(OutcomeKind::Churned),
        on: is(on),
        reason: is(reason),
        note: is(words),
        ..OutcomeRowInput::default()
    });
}
