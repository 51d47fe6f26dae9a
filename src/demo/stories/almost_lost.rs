//! A request that was almost lost: it fell silent, climbed, was saved, and the customer was told.

use async_graphql::{ID, MaybeUndefined};
use chrono::{DateTime, TimeDelta, Utc};
use entity::enums::{
    Channel, Department, PromiseOutcome, Purpose, RenewalInfluence, RequestStatus, Seniority, SurveyKind, Urgency,
};

use super::{Tale, Talk, customer};
use crate::demo::calendar::{add, at};
use crate::demo::life;
use crate::demo::script::{
    Deed, GoalRowInput, GoalValueRowInput, PromiseRowInput, Script, account, contact, is, member, whole,
};
use crate::demo::temper::Kind;

const CHAMPION: usize = 0;
const OWNER: usize = 1;
const PLANNER: usize = 2;
const REQUEST: &str = "pellworth-temperature";
const RESOLUTION: &str = "Report by box and stop from the temperature log, signed, live for all Fleet customers.";

pub(crate) fn tell(seed: u64, script: &mut Script) {
    let people = [
        ("Naomi Rowntree", "Distribution Manager", Seniority::Champion, RenewalInfluence::Influences),
        ("Hugh Pemberton", "Chief Operating Officer", Seniority::Executive, RenewalInfluence::Owns),
        ("Idris Bello", "Route Planner", Seniority::PowerUser, RenewalInfluence::None),
    ];
    let mut customer = customer(seed, "Pellworth Surgical Supplies", Kind::Steady, -46, &people);
    customer.industry = "Medical supply";
    customer.plan = "Fleet";
    life::contract::tell(&mut customer, script);
    life::product::tell(&mut customer, script);
    life::money::tell(&mut customer, script);
    let mut tale = Tale { customer, script };
    before(&mut tale);
    goal(&mut tale);
    silence(&mut tale);
    rescue(&mut tale);
    after(&mut tale);
}

fn before(tale: &mut Tale<'_>) {
    tale.met(
        4,
        Purpose::Review,
        &[CHAMPION, PLANNER],
        &Talk {
            agenda: Some("First audit with the new tours; boxes of the hospital run"),
            goal: Some("Know what the auditor will ask"),
            outcome: "The auditor wants temperatures per box and stop. Today that is a printout.",
            sentiment: Some(0.5),
        },
    );
    tale.answered(12, CHAMPION, SurveyKind::Nps, 8, "Good tool, good people. The audit papers are still my evenings.");
    tale.wrote(20, 1, PLANNER, "Thanks for the quick fix of the label printer, the hospital run left on time.", 0.6);
    tale.met(
        31,
        Purpose::Review,
        &[CHAMPION, OWNER],
        &Talk {
            agenda: Some("Half a year in numbers; what the hospitals say"),
            goal: Some("Agree on one number that Hugh reports to his board"),
            outcome: "It will be deliveries inside their window. They stand at 86 %, and want 95 %.",
            sentiment: Some(0.5),
        },
    );
    tale.answered(45, CHAMPION, SurveyKind::Csat, 4, "Two cases, both solved the same day.");
    tale.met(
        52,
        Purpose::Renewal,
        &[OWNER],
        &Talk {
            agenda: Some("Year in review, seats, what is missing"),
            goal: Some("Know what stands between them and another year"),
            outcome: "Hugh is content with the price. He says: ask Naomi about the audit, that is the open point.",
            sentiment: Some(0.2),
        },
    );
}

fn goal(tale: &mut Tale<'_>) {
    let start = tale.day(31, 3);
    let mut values = Vec::new();
    for (week, value) in [(32, 86), (38, 88), (47, 91), (58, 93), (68, 95)] {
        let on = tale.day(week, 4);
        values.push(GoalValueRowInput { on: on.into(), value: whole(value) });
        let mut row = GoalRowInput {
            external_id: ID("pellworth-on-time".to_owned()),
            updated_at: Some(at(on, 14, 0).into()),
            account: is(account(&tale.customer.key)),
            name: is("On time, and provably"),
            metric: is("Deliveries inside their window"),
            unit: is("%"),
            baseline: is(whole(86)),
            target: is(whole(95)),
            start_on: is(start),
            due_on: is(add(start, 290)),
            values: is(values.clone()),
            ..GoalRowInput::default()
        };
        if value == 95 {
            row.accepted_at = is(at(on, 16, 0));
            row.accepted_by = is(contact(&tale.customer.people[OWNER].key));
            row.evidence = is("Scorecard of the hospital group, page 4");
        }
        tale.script.week(on).goals.push(row);
    }
}

fn raised(tale: &Tale<'_>) -> DateTime<Utc> {
    at(tale.day(60, 0), 11, 5)
}

/// Its owner is on leave and nobody knows: due after two days, then his manager, then the first executive above.
fn silence(tale: &mut Tale<'_>) {
    tale.wrote(
        60,
        0,
        CHAMPION,
        "Our auditor comes in five weeks and wants the temperature of each box at each stop. The sensors write it down, we cannot print it. Can you help?",
        0.0,
    );
    let raised = raised(tale);
    tale.script.act(raised, "amara", Deed::Open {
        request: REQUEST.to_owned(),
        account: tale.customer.key.clone(),
        title: "Temperature of each box at each stop, as a report for the auditor".to_owned(),
        body: "Their auditor comes in five weeks. The sensors write the temperatures into the log, but nothing prints them by box and stop. Naomi copies them by hand, two evenings a month. Without the report they fail point 7.3 of the audit.".to_owned(),
        department: Department::Product,
        urgency: Urgency::High,
        raised_by: tale.customer.people[CHAMPION].key.clone(),
        owner: Some("milo".to_owned()),
    });
    comment(
        tale,
        raised + TimeDelta::hours(3),
        "amara",
        "Milo, this is the one from the renewal talk. They renew on this.",
    );
    let due = raised + TimeDelta::days(2) + TimeDelta::minutes(2);
    for hours in [0, 24, 72] {
        tale.script.act(due + TimeDelta::hours(hours), "amara", Deed::Wait);
    }
    let words = "I asked something that matters to us and hear nothing. Do you read your mail?";
    tale.answered(60, CHAMPION, SurveyKind::Nps, 4, words);
}

fn rescue(tale: &mut Tale<'_>) {
    let saved = raised(tale) + TimeDelta::hours(48 + 75);
    let days = |count: i64| saved + TimeDelta::days(count);
    let words = "This climbed to me because nobody answered for five days. Milo is on leave until Monday; Zainab takes it from here. Amara, please call Naomi today, not tomorrow.";
    update(tale, saved, "renske", RequestStatus::Acknowledged, words);
    let words = "The log has all we need. Report by box and stop, as a file that cannot be changed. First version on Thursday week.";
    update(tale, saved + TimeDelta::hours(2), "zainab", RequestStatus::InProgress, words);
    comment(
        tale,
        days(0) + TimeDelta::hours(5),
        "amara",
        "Called Naomi: relieved, a little cross, wants to see a draft before the auditor does. Fair.",
    );
    update(
        tale,
        days(2),
        "zainab",
        RequestStatus::InProgress,
        "Draft sent to Naomi. She wants the sensor's number on it too.",
    );
    update(
        tale,
        days(4),
        "zainab",
        RequestStatus::InProgress,
        "Sensor's number is in. Testing with their data of last month.",
    );
    comment(tale, days(5), "zainab", "Their planner found one stop without a box, mended.");
    update(tale, days(6), "zainab", RequestStatus::InProgress, "Behind a switch for Pellworth alone since today.");
    tale.script.act(
        days(8),
        "zainab",
        Deed::Update {
            request: REQUEST.to_owned(),
            status: RequestStatus::Answered,
            resolution: Some(RESOLUTION.to_owned()),
            comment: "Live. Seven other pharmacies will like it too.".to_owned(),
        },
    );
    tale.script.act(days(9), "amara", Deed::Tell {
        request: REQUEST.to_owned(),
        contact: tale.customer.people[CHAMPION].key.clone(),
        channel: Channel::Call,
        message: "Naomi, the report is on your screen: each box, each stop, with the sensor's number. We ran your last month through it together, and all 412 stops are there.".to_owned(),
    });
    tale.script.act(
        days(9) + TimeDelta::hours(1),
        "zainab",
        Deed::Close { request: REQUEST.to_owned(), resolution: RESOLUTION.to_owned(), declined: false },
    );
    promise(tale);
}

fn promise(tale: &mut Tale<'_>) {
    let made = tale.day(61, 0);
    let kept = tale.day(62, 5);
    for (on, outcome, ended) in
        [(made, MaybeUndefined::Undefined, MaybeUndefined::Undefined), (kept, is(PromiseOutcome::Exceeded), is(kept))]
    {
        tale.script.week(on).promises.push(PromiseRowInput {
            external_id: ID("pellworth-before-audit".to_owned()),
            updated_at: Some(at(on, 16, 0).into()),
            account: is(account(&tale.customer.key)),
            text: is("The report is ready a week before the auditor comes"),
            due_on: is(add(made, 21)),
            made_by: is(member("amara")),
            outcome,
            ended_on: ended,
        });
    }
}

fn after(tale: &mut Tale<'_>) {
    tale.wrote(
        65,
        1,
        CHAMPION,
        "The auditor asked for 7.3, I pressed one button. He asked for your name. Thank you, and thank whoever made the noise inside.",
        0.9,
    );
    let words =
        "It nearly went wrong and then it went right, and you told me why. That counts more than a smooth year.";
    tale.answered(66, CHAMPION, SurveyKind::Nps, 9, words);
    tale.answered(67, OWNER, SurveyKind::RenewalIntent, 5, "Naomi wants it, finance can live with it.");
    tale.met(
        74,
        Purpose::Review,
        &[CHAMPION, OWNER, PLANNER],
        &Talk {
            agenda: Some("What we changed after the silent week; the audit; next goal"),
            goal: Some("Show them the ladder that caught it, and fix a new goal"),
            outcome: "They liked that nothing can fall silent any more. Next goal: no box without a sensor by summer.",
            sentiment: Some(0.8),
        },
    );
}

fn comment(tale: &mut Tale<'_>, at: DateTime<Utc>, by: &str, words: &str) {
    tale.script.act(at, by, Deed::Comment { request: REQUEST.to_owned(), body: words.to_owned() });
}

fn update(tale: &mut Tale<'_>, at: DateTime<Utc>, by: &str, status: RequestStatus, words: &str) {
    let (request, comment) = (REQUEST.to_owned(), words.to_owned());
    tale.script.act(at, by, Deed::Update { request, status, resolution: None, comment });
}
