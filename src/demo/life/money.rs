//! What serving them takes: hosting by the quarter, minutes by the month, now and then a favour.

use async_graphql::ID;
use entity::enums::CostKind;

use crate::demo::book::Customer;
use crate::demo::calendar::WEEKS;
use crate::demo::script::{CostRowInput, TimeEntryRowInput};
use crate::demo::script::{Script, account, is, member};
use crate::demo::temper::Kind;
use crate::demo::words::value::{ACTIVITIES, CONCESSIONS};
use crate::scalar::Decimal;

/// Minor units that a minute of customer success costs.
const MINUTE: i64 = 110;

pub(crate) fn tell(customer: &mut Customer, script: &mut Script) {
    if customer.kind == Kind::Dark {
        return;
    }
    let month = customer.mrr(customer.seats);
    let hosting = if customer.high_touch { 40 } else { 80 };
    for week in customer.start.max(0)..customer.end.unwrap_or(WEEKS).min(WEEKS) {
        if week % 13 == 12 || week == WEEKS - 1 && WEEKS % 13 != 0 {
            let amount = month * 3 * customer.burn * hosting / 10_000 * customer.dice.near(100, 12) / 100;
            cost(customer, script, week, CostKind::Cost, amount, "Hosting, maps and messages of the quarter");
        }
        if customer.high_touch && week % 4 == 2 {
            let spent = month * 12 / 13 * customer.burn * (100 - hosting) / 10_000;
            let minutes = spent / MINUTE * customer.dice.near(100, 25) / 100;
            let on = script.calendar.day(week, customer.dice.between(0, 4));
            let row = TimeEntryRowInput {
                external_id: ID(format!("{}-time-{week}", customer.key)),
                account: is(account(&customer.key)),
                member: is(member(customer.csm)),
                on: is(on),
                minutes: is(i32::try_from(minutes.max(5)).unwrap_or_default()),
                activity: is(customer.dice.pick(&ACTIVITIES)),
                ..TimeEntryRowInput::default()
            };
            script.week(on).time_entries.push(row);
        }
        if customer.dice.chance(4) {
            let kind = customer.dice.pick(&[CostKind::Concession, CostKind::Credit, CostKind::Refund]);
            let note = customer.dice.pick(&CONCESSIONS);
            cost(customer, script, week, kind, month / 2, note);
        }
    }
}

fn cost(customer: &Customer, script: &mut Script, week: i64, kind: CostKind, minor: i64, note: &str) {
    let on = script.calendar.day(week, 4);
    script.week(on).costs.push(CostRowInput {
        external_id: ID(format!("{}-{}-{week}", customer.key, kind.word().to_lowercase())),
        account: is(account(&customer.key)),
        kind: is(kind),
        on: is(on),
        amount: is(Decimal::of_minor(minor, 2)),
        currency: is(customer.currency),
        note: is(note),
        ..CostRowInput::default()
    });
}
