//! Three customers whose stories are told by hand, week by week.

mod almost_lost;
mod cold_handoff;
mod silent_churner;

use async_graphql::ID;
use chrono::NaiveDate;
use entity::enums::{Channel, Direction, Initiation, MeetingState, Purpose, RenewalInfluence, Seniority, SurveyKind};

use super::book::{Customer, Person, slug};
use super::calendar::at;
use super::dice::Dice;
use super::life::meetings::touchpoint;
use super::script::{Script, SurveyResponseRowInput, TouchpointRowInput, account, contact, is, may, member, whole};
use super::temper::Kind;

/// Tells all of them.
pub(crate) fn tell(seed: u64, script: &mut Script) {
    almost_lost::tell(seed, script);
    silent_churner::tell(seed, script);
    cold_handoff::tell(seed, script);
}

/// A customer, and the pen that writes its story.
struct Tale<'a> {
    customer: Customer,
    script: &'a mut Script,
}

/// A person of a story: name, title, standing, part in the renewal.
type Role = (&'static str, &'static str, Seniority, RenewalInfluence);

/// A customer of a story. Its people are named by their place in the list.
fn customer(seed: u64, name: &str, kind: Kind, start: i64, people: &[Role]) -> Customer {
    let key = slug(name);
    let people = people
        .iter()
        .map(|&(name, title, seniority, influence)| Person {
            key: format!("{key}-{}", slug(name)),
            name: name.to_owned(),
            title,
            seniority,
            influence,
            leaning: 0,
            left: None,
        })
        .collect();
    Customer {
        dice: Dice::new(seed, name),
        key,
        name: name.to_owned(),
        industry: "Wholesale",
        country: "GB",
        currency: "USD",
        kind,
        high_touch: true,
        plan: "Yard",
        seats: 5,
        start,
        start_day: 0,
        end: None,
        burn: 30,
        csm: "amara",
        seller: "dana",
        agent: "kofi",
        people,
    }
}

/// What is said in a meeting, a call or a letter.
struct Talk<'t> {
    agenda: Option<&'t str>,
    goal: Option<&'t str>,
    outcome: &'t str,
    sentiment: Option<f64>,
}

impl Tale<'_> {
    fn day(&self, week: i64, day: i64) -> NaiveDate {
        self.script.calendar.day(week, day)
    }

    fn met(&mut self, week: i64, purpose: Purpose, people: &[usize], talk: &Talk<'_>) {
        let on = self.day(week, 2);
        let row = TouchpointRowInput {
            channel: is(Channel::Meeting),
            direction: is(Direction::Both),
            initiation: is(Initiation::Planned),
            state: is(MeetingState::Kept),
            minutes: is(45),
            ..self.talk(on, purpose, people, talk)
        };
        self.script.week(on).touchpoints.push(row);
    }

    fn wrote(&mut self, week: i64, day: i64, person: usize, words: &str, sentiment: f64) {
        let on = self.day(week, day);
        let talk = Talk { agenda: None, goal: None, outcome: words, sentiment: Some(sentiment) };
        let row = TouchpointRowInput {
            channel: is(Channel::Email),
            direction: is(Direction::Inbound),
            initiation: is(Initiation::Inbound),
            minutes: is(10),
            ..self.talk(on, Purpose::Other, &[person], &talk)
        };
        self.script.week(on).touchpoints.push(row);
    }

    fn we_wrote(&mut self, week: i64, day: i64, person: usize, words: &str) {
        let on = self.day(week, day);
        let talk = Talk { agenda: None, goal: None, outcome: words, sentiment: None };
        let row = TouchpointRowInput {
            channel: is(Channel::Email),
            direction: is(Direction::Outbound),
            initiation: is(Initiation::Signal),
            minutes: is(10),
            ..self.talk(on, Purpose::Other, &[person], &talk)
        };
        self.script.week(on).touchpoints.push(row);
    }

    fn talk(&self, on: NaiveDate, purpose: Purpose, people: &[usize], talk: &Talk<'_>) -> TouchpointRowInput {
        TouchpointRowInput {
            purpose: is(purpose),
            agenda: may(talk.agenda.map(str::to_owned)),
            goal: may(talk.goal.map(str::to_owned)),
            outcome: is(talk.outcome),
            sentiment: may(talk.sentiment),
            contacts: is(people.iter().map(|&person| contact(&self.customer.people[person].key)).collect::<Vec<_>>()),
            members: is(vec![member(self.customer.csm)]),
            ..touchpoint(&self.customer, "talk", on, 10, 30)
        }
    }

    fn answered(&mut self, week: i64, person: usize, kind: SurveyKind, answer: i64, comment: &str) {
        let on = self.day(week, 3);
        let row = SurveyResponseRowInput {
            external_id: ID(format!("{}-{}-{on}-{person}", self.customer.key, kind.word().to_lowercase())),
            account: is(account(&self.customer.key)),
            contact: is(contact(&self.customer.people[person].key)),
            kind: is(kind),
            answer: is(whole(answer)),
            scale_min: is(whole(i64::from(kind != SurveyKind::Nps))),
            scale_max: is(whole(if kind == SurveyKind::Nps { 10 } else { 5 })),
            comment: is(comment),
            answered_at: is(at(on, 9, 15)),
            ..SurveyResponseRowInput::default()
        };
        self.script.week(on).survey_responses.push(row);
    }
}
