//! A silent churner: nobody complains, usage looks fine for long, and the notice comes by way of billing.

use async_graphql::ID;
use entity::enums::{AccountStatus, Phase, Purpose, RenewalInfluence, Seniority, SurveyKind};

use super::{Tale, Talk, customer};
use crate::demo::calendar::{WEEKS, at};
use crate::demo::life;
use crate::demo::script::{ContactRowInput, Script, SubscriptionRowInput, account, is};
use crate::demo::temper::Kind;

pub(crate) fn tell(seed: u64, script: &mut Script) {
    let people = [
        ("Ruth Kirkbride", "Warehouse Manager", Seniority::Champion, RenewalInfluence::Influences),
        ("Gareth Stanhope", "Finance Director", Seniority::DecisionMaker, RenewalInfluence::Owns),
        ("Molly Tan", "Traffic Clerk", Seniority::EndUser, RenewalInfluence::None),
    ];
    let mut customer = customer(seed, "Wexmoor Cold Storage", Kind::Silent, -24, &people);
    customer.industry = "Cold chain";
    customer.csm = "desmond";
    customer.seller = "rory";
    life::contract::tell(&mut customer, script);
    life::product::tell(&mut customer, script);
    life::money::tell(&mut customer, script);
    let mut tale = Tale { customer, script };
    warm(&mut tale);
    quiet(&mut tale);
}

fn warm(tale: &mut Tale<'_>) {
    tale.met(
        3,
        Purpose::Review,
        &[0, 2],
        &Talk {
            agenda: Some("Gate times after the first half year; second dock"),
            goal: Some("Fewer trucks waiting before six"),
            outcome: "Ruth opened slots from five. Waits fell from fifty minutes to twenty.",
            sentiment: Some(0.6),
        },
    );
    tale.answered(9, 0, SurveyKind::Nps, 9, "I can go home when my shift ends. My husband says thanks.");
    tale.wrote(14, 2, 0, "Can we show the gate screen in the canteen too? The drivers ask.", 0.5);
    tale.met(
        22,
        Purpose::Training,
        &[2],
        &Talk {
            agenda: Some("Night shift on the dock calendar"),
            goal: Some("Night shift books without calling Ruth"),
            outcome: "Molly runs it now. Ruth sleeps.",
            sentiment: Some(0.4),
        },
    );
    tale.answered(27, 2, SurveyKind::Csat, 4, "Easy enough.");
    tale.wrote(
        33,
        4,
        0,
        "I leave at the end of the month, a bigger place nearer home. It was a pleasure. Gareth will tell you who takes over.",
        0.3,
    );
}

fn quiet(tale: &mut Tale<'_>) {
    let left = at(tale.day(37, 4), 17, 0);
    let row = ContactRowInput {
        external_id: ID(tale.customer.people[0].key.clone()),
        updated_at: Some(left.into()),
        account: is(account(&tale.customer.key)),
        left_at: is(left),
        ..ContactRowInput::default()
    };
    tale.script.week(left.date_naive()).contacts.push(row);
    tale.we_wrote(41, 1, 1, "Asks who takes over from Ruth. No answer.");
    tale.we_wrote(49, 1, 1, "Sends the half-year summary. No answer.");
    tale.we_wrote(58, 3, 1, "Invites to the planners' morning. No answer.");
    tale.we_wrote(69, 1, 1, "Asks for a date to talk about the renewal. No answer.");
    let week = WEEKS - 2;
    life::contract::stand(&tale.customer, tale.script, week, AccountStatus::Canceled, Phase::Offboarding);
    let on = tale.day(week, 2);
    let ends = tale.day(WEEKS, 12);
    let row = SubscriptionRowInput {
        external_id: ID(format!("{}-line", tale.customer.key)),
        updated_at: Some(at(on, 12, 0).into()),
        ended_on: is(ends),
        auto_renew: is(false),
        reason: is("Notice by letter to billing, one line, no reason given"),
        ..SubscriptionRowInput::default()
    };
    tale.script.week(on).subscriptions.push(row);
}
