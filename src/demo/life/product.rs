//! Use of the product: a record for each user and week.

use async_graphql::ID;
use chrono::Datelike;

use crate::demo::book::Customer;
use crate::demo::calendar::WEEKS;
use crate::demo::company::{FEATURES, has};
use crate::demo::script::UsageRowInput;
use crate::demo::script::{Script, account, is};
use crate::demo::temper::{Kind, temper};

/// What is used in turn: what makes customers stay stands first, and more than once.
const HABITS: [&str; 10] = [
    "dispatch-board",
    "driver-app",
    "route-planner",
    "dispatch-board",
    "carrier-portal",
    "dock-calendar",
    "route-planner",
    "reports",
    "proof-of-delivery",
    "load-builder",
];
const SMALL_THINGS: [&str; 3] = ["reports", "alerts", "dock-calendar"];

pub(crate) fn tell(customer: &mut Customer, script: &mut Script) {
    let entitled = |name: &&&str| FEATURES.iter().any(|feature| feature.0 == **name && has(customer.plan, feature));
    let habits: Vec<&str> = HABITS.iter().filter(entitled).copied().collect();
    for week in customer.start.max(0)..customer.end.unwrap_or(WEEKS).min(WEEKS) {
        let temper = temper(customer.kind, WEEKS - 1 - week);
        let (from, to) = (script.calendar.day(week, 0), script.calendar.day(week + 1, 0));
        let settled = (week - customer.start + 1).min(4);
        let regulars = (customer.seats * temper.active * settled / 4 + 50) / 100;
        for user in 0..regulars {
            if customer.dice.chance(70) {
                continue;
            }
            let turn = usize::try_from(user * 3 + week).unwrap_or_default();
            let feature = if temper.key { habits[turn % habits.len()] } else { SMALL_THINGS[turn % 3] };
            let volume = temper.volume * season(customer, from.month()) / 100;
            let sessions = (customer.dice.near(11, 3) * volume / 100).max(1);
            let number = |value: i64| i32::try_from(value).unwrap_or(i32::MAX);
            script.week(from).usage.push(UsageRowInput {
                external_id: ID(format!("{}-{user}-{from}", customer.key)),
                account: account(&customer.key),
                from: from.into(),
                to: is(to),
                user: is(format!("{}-u{user}", customer.key)),
                feature: is(feature),
                uses: is(number(sessions * customer.dice.between(4, 8))),
                sessions: is(number(sessions)),
                seconds: is(number(sessions * customer.dice.near(1_300, 300))),
                ..UsageRowInput::default()
            });
        }
    }
}

/// How busy a month is for a customer, in hundredths.
fn season(customer: &Customer, month: u32) -> i64 {
    if customer.kind != Kind::Seasonal {
        return 100;
    }
    match month {
        5..=9 => 135,
        4 | 10 => 90,
        3 => 70,
        11 => 45,
        _ => 32,
    }
}
