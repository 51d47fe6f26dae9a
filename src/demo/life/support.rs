//! Support cases: opened, and closed sooner or later.

use async_graphql::ID;
use chrono::TimeDelta;
use entity::enums::TicketSeverity;

use crate::demo::book::Customer;
use crate::demo::calendar::{WEEKS, at};
use crate::demo::script::TicketRowInput;
use crate::demo::script::{Script, account, contact, is};
use crate::demo::temper::{Kind, temper};
use crate::demo::words::support::{SEV1, SEV2, SEV3, SEV4};

pub(crate) fn tell(customer: &mut Customer, script: &mut Script) {
    let mut number = 0;
    for week in customer.start.max(0)..customer.end.unwrap_or(WEEKS).min(WEEKS) {
        let temper = temper(customer.kind, WEEKS - 1 - week);
        if !customer.dice.chance(temper.tickets) {
            continue;
        }
        number += 1;
        let dice = &mut customer.dice;
        let grave = dice.chance(temper.grave);
        let (severity, subject, hours) = match (grave, dice.between(0, 9)) {
            (true, 0..3) => (TicketSeverity::Sev1, dice.pick(&SEV1), 5),
            (true, _) => (TicketSeverity::Sev2, dice.pick(&SEV2), 20),
            (false, 0..7) => (TicketSeverity::Sev3, dice.pick(&SEV3), 60),
            _ => (TicketSeverity::Sev4, dice.pick(&SEV4), 120),
        };
        let late = dice.chance(temper.late);
        let opened = at(script.calendar.day(week, dice.between(0, 6)), dice.between(6, 17), dice.between(0, 59));
        let took = if late { hours * dice.between(2, 6) } else { hours * dice.between(10, 90) / 100 };
        let ticket = Case {
            key: format!("Q-{}-{number}", customer.key),
            subject,
            severity,
            opened,
            closed: opened + TimeDelta::minutes(took * 60 + dice.between(3, 50)),
            first: !late && dice.chance(620),
            reopens: i32::from(late && dice.chance(500)),
            effort: if late { dice.between(4, 7) } else { dice.between(1, 3) },
            minutes: if grave { dice.between(60, 240) } else { dice.between(10, 60) },
            escalated: false,
        };
        ticket.file(customer, script, week);
    }
    if customer.kind == Kind::Crisis {
        standstill(customer, script);
    }
}

/// A crisis that stands at the end of the story.
fn standstill(customer: &mut Customer, script: &mut Script) {
    let opened = at(script.calendar.day(WEEKS - 1, customer.dice.between(1, 4)), 6, customer.dice.between(0, 59));
    let case = Case {
        key: format!("Q-{}-standstill", customer.key),
        subject: customer.dice.pick(&SEV1),
        severity: TicketSeverity::Sev1,
        opened,
        closed: opened + TimeDelta::days(30),
        first: false,
        reopens: 0,
        effort: 7,
        minutes: 300,
        escalated: customer.dice.chance(500),
    };
    case.file(customer, script, WEEKS - 1);
}

struct Case {
    key: String,
    subject: &'static str,
    severity: TicketSeverity,
    opened: chrono::DateTime<chrono::Utc>,
    closed: chrono::DateTime<chrono::Utc>,
    first: bool,
    reopens: i32,
    effort: i64,
    minutes: i64,
    escalated: bool,
}

impl Case {
    fn file(self, customer: &mut Customer, script: &mut Script, week: i64) {
        let present = customer.present(week);
        let who = present.get(usize::try_from(self.minutes).unwrap_or_default() % present.len().max(1));
        let open = TicketRowInput {
            external_id: ID(self.key),
            updated_at: Some(self.opened.into()),
            account: is(account(&customer.key)),
            contact: who.map_or_else(Default::default, |person| is(contact(&person.key))),
            subject: is(self.subject),
            severity: is(self.severity),
            opened_at: is(self.opened),
            escalated: is(self.escalated),
            ..TicketRowInput::default()
        };
        let known = script.number(self.opened.date_naive());
        let over = script.number(self.closed.date_naive());
        let ended = self.closed < script.calendar.end_of(WEEKS - 1);
        if !ended || over > known {
            script.weeks[known].tickets.push(open.clone());
        }
        if ended {
            script.weeks[over].tickets.push(TicketRowInput {
                updated_at: Some(self.closed.into()),
                closed_at: is(self.closed),
                first_contact_resolved: is(self.first),
                reopens: is(self.reopens),
                effort: is(i32::try_from(self.effort).unwrap_or_default()),
                minutes: is(i32::try_from(self.minutes).unwrap_or_default()),
                ..open
            });
        }
    }
}
