//! VOICE: what the customer says in surveys and in conversation.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::enums::{RecordKind, SurveyKind};
use entity::ids::ContactId;

use super::case::Case;
use super::reason::{Records, Say, count, reason};
use super::signal::{Known, Signal};
use crate::domain::exact::{fade, millionths};
use crate::domain::facts::{SurveyResponse, Touchpoint};
use crate::domain::number::Millionths;
use crate::domain::survey;

/// Something a contact, or nobody named, said on one scale.
#[derive(Clone, Copy)]
pub(super) struct Answer<'a> {
    pub(super) contact: Option<ContactId>,
    pub(super) at: DateTime<Utc>,
    pub(super) on: NaiveDate,
    pub(super) key: &'a str,
    pub(super) value: Millionths,
    pub(super) kind: RecordKind,
    pub(super) id: uuid::Uuid,
}

pub(super) fn signals(case: &Case<'_>) -> Vec<Signal> {
    let rules = &case.policy.voice;
    let surveyed = |kind| latest(answers(case, kind, rules.days));
    vec![
        Signal::new("nps", rules.nps_share, known(case, "nps", surveyed(SurveyKind::Nps))),
        Signal::new("csat", rules.csat_share, known(case, "csat", surveyed(SurveyKind::Csat))),
        Signal::new("ces", rules.ces_share, known(case, "ces", surveyed(SurveyKind::Ces))),
        Signal::new("onboarding", rules.onboarding_share, known(case, "onboarding", surveyed(SurveyKind::Onboarding))),
        Signal::new("sentiment", rules.sentiment_share, known(case, "sentiment", latest(sentiments(case, rules.days)))),
    ]
}

/// An answer that counts, with its date.
pub(super) fn answer<'a>(case: &Case<'a>, response: &'a SurveyResponse) -> Option<Answer<'a>> {
    Some(Answer {
        contact: response.contact,
        at: response.answered_at?,
        on: case.happened(response.answered_at)?,
        key: &response.external_id,
        value: survey::value(response)?,
        kind: RecordKind::SurveyResponse,
        id: response.id.into(),
    })
}

/// The answers of a kind that count, at most `days` old.
pub(super) fn answers<'a>(case: &Case<'a>, kind: SurveyKind, days: i64) -> impl Iterator<Item = Answer<'a>> {
    let of_kind = case.facts.survey_responses.iter().filter(move |response| response.kind == Some(kind));
    of_kind.filter_map(move |response| answer(case, response)).filter(move |answer| case.age(answer.on) <= days)
}

/// The touchpoints whose sentiment counts, at most `days` old.
pub(super) fn felt<'a>(case: &Case<'a>, days: i64) -> impl Iterator<Item = (&'a Touchpoint, Answer<'a>)> {
    case.facts.touchpoints.iter().filter_map(move |touch| {
        let answer = Answer {
            contact: None,
            at: touch.occurred_at?,
            on: case.happened(touch.occurred_at)?,
            key: &touch.external_id,
            value: survey::sentiment(touch.sentiment?)?,
            kind: RecordKind::Touchpoint,
            id: touch.id.into(),
        };
        (case.age(answer.on) <= days).then_some((touch, answer))
    })
}

/// A touchpoint's sentiment as the answer of each contact it names, or of nobody named.
fn sentiments<'a>(case: &Case<'a>, days: i64) -> impl Iterator<Item = Answer<'a>> {
    felt(case, days).flat_map(|(touch, answer)| {
        let nobody = touch.contacts.is_empty().then_some(answer);
        let named = touch.contacts.iter().map(move |&contact| Answer { contact: Some(contact), ..answer });
        nobody.into_iter().chain(named)
    })
}

/// The latest answer of each contact, and each without one by itself. Of one moment the greater key is the later.
pub(super) fn latest<'a>(answers: impl Iterator<Item = Answer<'a>>) -> Vec<Answer<'a>> {
    let mut by_contact: BTreeMap<ContactId, Answer<'a>> = BTreeMap::new();
    let mut all = Vec::new();
    for answer in answers {
        let Some(contact) = answer.contact else {
            all.push(answer);
            continue;
        };
        let last = by_contact.entry(contact).or_insert(answer);
        if (answer.at, answer.key.as_bytes()) > (last.at, last.key.as_bytes()) {
            *last = answer;
        }
    }
    all.extend(by_contact.into_values());
    all
}

/// The records behind answers.
pub(super) fn records<'a>(answers: &[Answer<'a>]) -> Records<'a> {
    let mut records = Records::default();
    for answer in answers {
        records.add(answer.at, answer.key, answer.kind, answer.id);
    }
    records
}

fn known(case: &Case<'_>, rule: &'static str, answers: Vec<Answer<'_>>) -> Option<Known> {
    let (mut above, mut below, mut freshest) = (0_i128, 0_i128, 0_i128);
    for answer in &answers {
        let fade = fade(case.age(answer.on), case.policy.voice.half_life_days);
        let weight = case.influence(answer.contact) * fade;
        above += weight * i128::from(answer.value.0);
        below += weight;
        freshest = freshest.max(fade);
    }
    if below == 0 {
        return None;
    }
    let value = millionths(above, below * i128::from(Millionths::SCALE));
    let days = count(case.policy.voice.days, "day");
    let text = format!("{} in {days}, {:.2} of 1 on average.", count(answers.len() as i128, "answer"), value.as_f64());
    let why = reason(rule, text).seen(value.as_f64(), "").resting_on(records(&answers));
    Some(Known { value, fade: freshest, reason: why.or_else("A new answer; old ones fade.") })
}

#[cfg(test)]
mod tests {
    use entity::enums::{Direction, Seniority, SurveyKind};

    use super::super::fixture::{answered, assessed, contact, facts, touch, value};
    use crate::domain::facts::{Facts, Touchpoint};

    #[test]
    fn weighs_the_latest_answers_by_influence_and_age() {
        let contacts = vec![contact(2, Seniority::Executive), contact(3, Seniority::EndUser)];
        let mut account = Facts { contacts, ..facts() };
        account.survey_responses = vec![
            answered(SurveyKind::Nps, 10, 0, Some(2)),
            answered(SurveyKind::Nps, 0, 10, Some(2)),
            answered(SurveyKind::Nps, 0, 90, Some(3)),
        ];
        // 3·1·1 against 1·.5·0, over 3.5.
        assert_eq!(value(&account, "nps"), Some(857_143));
        account.survey_responses.push(answered(SurveyKind::Nps, 10, 366, None));
        assert_eq!(value(&account, "nps"), Some(857_143));
        account.survey_responses.push(answered(SurveyKind::Nps, 11, 1, None));
        assert_eq!(value(&account, "nps"), Some(857_143));
    }

    #[test]
    fn fades_by_its_freshest_evidence() {
        let survey_responses = vec![answered(SurveyKind::Csat, 5, 90, None), answered(SurveyKind::Nps, 10, 0, None)];
        let shown = assessed(&Facts { survey_responses, ..facts() });
        let points = |signal: &str| {
            let found = shown.health.contributions.iter().find(|contribution| contribution.signal == signal).unwrap();
            (found.points.0, found.max_points.0)
        };
        // W·f is 8.75 for NPS, 3.125 for CSAT, and 5 for the first value, which is overdue.
        assert_eq!(points("nps").1, 519);
        assert_eq!(points("csat").1, 186);
        assert_eq!(points("nps").0 + points("csat").0, shown.health.model_score.unwrap().0);
    }

    #[test]
    fn hears_each_contact_of_a_conversation() {
        let mut account = Facts { contacts: vec![contact(2, Seniority::Executive)], ..facts() };
        account.touchpoints = vec![
            Touchpoint { sentiment: Some(1.0), ..touch(Direction::Both, 0, &[2, 4]) },
            Touchpoint { sentiment: Some(-1.0), ..touch(Direction::Both, 0, &[]) },
            Touchpoint { sentiment: Some(1.5), ..touch(Direction::Both, 1, &[]) },
        ];
        assert_eq!(value(&account, "sentiment"), Some(800_000));
    }
}
