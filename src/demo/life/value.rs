//! What they want to reach, and what we promised.

use async_graphql::ID;
use chrono::NaiveDate;
use entity::enums::PromiseOutcome;

use crate::demo::book::Customer;
use crate::demo::calendar::{WEEKS, add, at};
use crate::demo::script::{GoalRowInput, GoalValueRowInput, PromiseRowInput};
use crate::demo::script::{Script, account, contact, is, member, whole};
use crate::demo::temper::{Kind, temper};
use crate::demo::words::value::{AIMS, Aim, PROMISES};

pub(crate) fn tell(customer: &mut Customer, script: &mut Script) {
    if matches!(customer.kind, Kind::Dark | Kind::Prospect | Kind::Coming | Kind::Cold) {
        return;
    }
    let over = customer.end.unwrap_or(WEEKS).min(WEEKS);
    let mut number = 0;
    let mut week = customer.start.max(0) + customer.dice.between(1, 9);
    while week < over && (number == 0 || customer.dice.chance(800)) {
        number += 1;
        goal(customer, script, number, week);
        week += customer.dice.between(24, 34);
    }
    let mut week = customer.start.max(0) + customer.dice.between(4, 40);
    while week < over {
        number += 1;
        promise(customer, script, number, week);
        week += customer.dice.between(24, 60);
    }
}

/// How far they get, in hundredths of the way, at the end of the goal's time.
fn reach(customer: &mut Customer, due: i64) -> i64 {
    let luck = customer.dice.near(0, 22);
    luck + match customer.kind {
        Kind::Advocate => 125,
        Kind::Steady | Kind::Costly | Kind::New | Kind::Seasonal | Kind::Orphaned => 108,
        Kind::Recovering if due > WEEKS - 30 => 112,
        Kind::Neutral | Kind::Shallow | Kind::Judged | Kind::Crisis | Kind::Waiting => 95,
        Kind::Silent => 45,
        _ => 40,
    }
}

fn goal(customer: &mut Customer, script: &mut Script, number: i64, week: i64) {
    let aim: &Aim = customer.dice.choose(&AIMS);
    let length = customer.dice.between(20, 32);
    let start = script.calendar.day(week, 0);
    let reach = reach(customer, week + length);
    let accepts = temper(customer.kind, 0).mood > 5;
    let step = length / 4;
    let mut row = GoalRowInput {
        external_id: ID(format!("{}-goal-{number}", customer.key)),
        updated_at: Some(at(start, 12, 0).into()),
        account: is(account(&customer.key)),
        name: is(aim.name),
        metric: is(aim.metric),
        unit: is(aim.unit),
        baseline: is(whole(aim.baseline)),
        target: is(whole(aim.target)),
        start_on: is(start),
        due_on: is(script.calendar.day(week + length, 0)),
        ..GoalRowInput::default()
    };
    script.week(start).goals.push(row.clone());
    let mut values: Vec<GoalValueRowInput> = Vec::new();
    for part in 1..=4 {
        let on = script.calendar.day(week + step * part, 1);
        if on >= script.calendar.day(customer.end.unwrap_or(WEEKS).min(WEEKS), 0) {
            return;
        }
        let share = reach * part * 25 / 100;
        let value = aim.baseline + (aim.target - aim.baseline) * share / 100;
        values.push(GoalValueRowInput { on: on.into(), value: whole(value.max(0)) });
        row.values = is(values.clone());
        row.updated_at = Some(at(on, 12, 0).into());
        let achieved = (value - aim.target) * (aim.target - aim.baseline).signum() >= 0;
        if achieved && accepts {
            let who = customer.present(week + step * part).first().map(|person| contact(&person.key));
            row.accepted_at = is(at(on, 15, 0));
            row.evidence = is(aim.evidence);
            row.accepted_by = who.map_or_else(Default::default, is);
        }
        script.week(on).goals.push(row.clone());
        if achieved {
            return;
        }
    }
}

fn promise(customer: &mut Customer, script: &mut Script, number: i64, week: i64) {
    let made = script.calendar.day(week, customer.dice.between(0, 4));
    let due = add(made, customer.dice.between(14, 60));
    let mood = temper(customer.kind, (WEEKS - 1 - script.calendar.week(due)).max(0)).mood;
    let row = PromiseRowInput {
        external_id: ID(format!("{}-promise-{number}", customer.key)),
        updated_at: Some(at(made, 13, 0).into()),
        account: is(account(&customer.key)),
        text: is(customer.dice.pick(&PROMISES)),
        due_on: is(due),
        made_by: is(member(if customer.dice.chance(300) { customer.seller } else { customer.csm })),
        ..PromiseRowInput::default()
    };
    script.week(made).promises.push(row.clone());
    let luck = customer.dice.between(0, 99);
    let (outcome, ended): (PromiseOutcome, NaiveDate) = match luck + mood / 2 {
        ..30 => (PromiseOutcome::Missed, add(due, 1)),
        30..105 => (PromiseOutcome::Met, add(due, -customer.dice.between(0, 6))),
        _ => (PromiseOutcome::Exceeded, add(due, -5)),
    };
    if ended < script.calendar.day(WEEKS, 0) {
        script.week(ended).promises.push(PromiseRowInput {
            updated_at: Some(at(ended, 17, 0).into()),
            outcome: is(outcome),
            ended_on: is(ended),
            ..row
        });
    }
}
