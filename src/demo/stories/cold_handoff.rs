//! A cold handoff: signed with a smile, handed over with a line, and nobody called.

use async_graphql::ID;
use entity::enums::{Channel, Direction, Initiation, Purpose, RenewalInfluence, Seniority};

use super::{Tale, customer};
use crate::demo::calendar::{WEEKS, add, at};
use crate::demo::life::{self, meetings::touchpoint};
use crate::demo::script::{HandoffRowInput, PromiseRowInput, Script, TouchpointRowInput, account, contact, is, member};
use crate::demo::temper::Kind;

pub(crate) fn tell(seed: u64, script: &mut Script) {
    let people = [
        ("Camille Navarro", "Head of Operations", Seniority::DecisionMaker, RenewalInfluence::Owns),
        ("Bastien Girard", "Planning Lead", Seniority::Champion, RenewalInfluence::Influences),
    ];
    let mut customer = customer(seed, "Beaurivage Kitchens", Kind::Cold, WEEKS - 4, &people);
    customer.industry = "Furniture";
    customer.country = "FR";
    customer.currency = "EUR";
    customer.csm = "leo";
    customer.seller = "simone";
    life::contract::tell(&mut customer, script);
    life::product::tell(&mut customer, script);
    let mut tale = Tale { customer, script };
    courtship(&mut tale);
    silence(&mut tale);
}

fn courtship(tale: &mut Tale<'_>) {
    for (week, words) in [
        (WEEKS - 9, "Camille shows how kitchens are planned today: five people, one wall, many magnets."),
        (
            WEEKS - 7,
            "Demo with their own tours. Bastien asks for two things: the installers' calendar, and French for the drivers.",
        ),
        (WEEKS - 6, "Offer explained to their finance. They want the second site before the summer."),
    ] {
        let on = tale.day(week, 1);
        let row = TouchpointRowInput {
            channel: is(Channel::Meeting),
            direction: is(Direction::Both),
            initiation: is(Initiation::Planned),
            purpose: is(Purpose::Other),
            agenda: is(words),
            minutes: is(50),
            contacts: is(vec![contact(&tale.customer.people[0].key), contact(&tale.customer.people[1].key)]),
            members: is(vec![member("simone")]),
            ..touchpoint(&tale.customer, "courtship", on, 14, 0)
        };
        tale.script.week(on).touchpoints.push(row);
    }
    let promises = [("Second site live before the summer", 110), ("Driver app in French from the first day", 30)];
    for (number, (text, days)) in promises.into_iter().enumerate() {
        let made = tale.day(WEEKS - 6, 1);
        tale.script.week(made).promises.push(PromiseRowInput {
            external_id: ID(format!("beaurivage-promise-{number}")),
            updated_at: Some(at(made, 17, 0).into()),
            account: is(account(&tale.customer.key)),
            text: is(text),
            due_on: is(add(made, days)),
            made_by: is(member("simone")),
            ..PromiseRowInput::default()
        });
    }
}

fn silence(tale: &mut Tale<'_>) {
    let back = tale.day(WEEKS - 4, 1);
    let row = HandoffRowInput {
        external_id: ID(format!("{}-handoff", tale.customer.key)),
        updated_at: Some(at(back, 10, 0).into()),
        account: is(account(&tale.customer.key)),
        sent_back_at: is(at(back, 10, 0)),
        reason: is(
            "One line and a price. Who decides there, what do they want to reach, and what did we promise? Simone, please add it.",
        ),
        ..HandoffRowInput::default()
    };
    tale.script.week(back).handoffs.push(row);
    let words = "We can sign in, and now? Simone said that somebody would call in the first week.";
    tale.wrote(WEEKS - 3, 2, 1, words, -0.1);
    let words = "A colleague of yours asked us for our goals and the vehicle list. We gave both to Simone weeks ago. Do you talk to each other?";
    tale.wrote(WEEKS - 1, 1, 0, words, -0.7);
}
