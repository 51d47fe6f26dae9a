//! What friends do for us, and what the cross ones do.

use async_graphql::ID;
use entity::enums::{ActKind, RenewalInfluence};

use crate::demo::book::Customer;
use crate::demo::calendar::WEEKS;
use crate::demo::script::{AdvocacyActRowInput, AdvocacyMembershipRowInput};
use crate::demo::script::{Script, account, contact, is};
use crate::demo::temper::Kind;
use crate::demo::words::value::{ACTS, MOTIVATIONS, REWARDS};

const KINDS: [ActKind; 8] = [
    ActKind::ReferenceCall,
    ActKind::Testimonial,
    ActKind::CaseStudy,
    ActKind::Review,
    ActKind::Referral,
    ActKind::Speaking,
    ActKind::SocialShare,
    ActKind::Other,
];

pub(crate) fn tell(customer: &mut Customer, script: &mut Script) {
    let friend = match customer.kind {
        Kind::Advocate => true,
        Kind::Steady | Kind::Costly => customer.dice.chance(120),
        Kind::Unhappy if customer.dice.chance(150) => {
            let week = WEEKS - customer.dice.between(3, 30);
            return act(customer, script, week, ActKind::Detraction, "Two stars and a long story about the outage", 1);
        }
        _ => false,
    };
    if !friend {
        return;
    }
    let joined = script.calendar.day((customer.start + 20).clamp(-20, WEEKS - 20), 3);
    let motivation = customer.dice.pick(&MOTIVATIONS);
    let reward = customer.dice.pick(&REWARDS);
    script.week(joined).advocacy_memberships.push(AdvocacyMembershipRowInput {
        external_id: ID(format!("{}-circle", customer.key)),
        account: is(account(&customer.key)),
        joined_on: is(joined),
        motivations: is(vec![motivation.to_owned()]),
        rewards: is(vec![reward.to_owned()]),
        ..AdvocacyMembershipRowInput::default()
    });
    let mut week = (customer.start + 24).max(4) + customer.dice.between(0, 12);
    let mut turn = 0;
    while week < WEEKS - 1 {
        let number = usize::try_from(customer.dice.between(0, 7)).unwrap_or_default();
        act(customer, script, week, KINDS[number], ACTS[number], turn);
        turn += 1;
        week += customer.dice.between(14, 26);
    }
}

fn act(customer: &Customer, script: &mut Script, week: i64, kind: ActKind, note: &str, turn: usize) {
    let present = customer.present(week);
    let owner = present.iter().find(|person| person.influence == RenewalInfluence::Owns);
    let Some(person) = owner.filter(|_| turn.is_multiple_of(2)).or(present.first()) else { return };
    let on = script.calendar.day(week, 2);
    script.week(on).advocacy_acts.push(AdvocacyActRowInput {
        external_id: ID(format!("{}-act-{on}", customer.key)),
        account: is(account(&customer.key)),
        contact: is(contact(&person.key)),
        kind: is(kind),
        on: is(on),
        note: is(note),
        ..AdvocacyActRowInput::default()
    });
}
