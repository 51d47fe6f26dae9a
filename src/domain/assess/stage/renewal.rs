//! The renewal: it took place, or those who decide mean to.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use entity::enums::{ContactLevel, CriterionState, OutcomeKind, RecordKind, RenewalInfluence, SurveyKind};
use entity::ids::ContactId;

use super::{Found, Ground, met};
use crate::domain::assess::case::Case;
use crate::domain::assess::reason::{Records, Say, midnight, reason};
use crate::domain::assess::voice::{Answer, answer, answers, latest, records};
use crate::domain::contact::level;
use crate::domain::facts::{Contact, Outcome};
use crate::domain::number::Millionths;

pub(super) fn renewal(ground: &Ground<'_, '_>) -> Found {
    let case = ground.case;
    let next = "The contract renewed, or those who decide say that they will renew.";
    if let Some(evidence) = renewed(case) {
        let text = "Renewed or expanded, and nobody who decides said otherwise since.";
        return (CriterionState::Met, reason("renewal", text).resting_on(evidence));
    }
    let deciders: Vec<&Contact> = case.facts.contacts.iter().filter(|contact| decides(contact)).collect();
    let here: Vec<&Contact> = deciders.into_iter().filter(|contact| case.left(contact).is_none()).collect();
    if here.is_empty() {
        let text = "No contact is known to own or influence the renewal.";
        return (CriterionState::Unknown, reason("renewal", text).or_else(next));
    }
    let days = case.policy.stage.intent_days;
    let intents: BTreeMap<ContactId, Answer<'_>> = latest(answers(case, SurveyKind::RenewalIntent, days))
        .into_iter()
        .filter_map(|answer| Some((answer.contact?, answer)))
        .collect();
    let (mut asked, mut willing, mut heard) = (BTreeSet::new(), BTreeSet::<ContactLevel>::new(), Vec::new());
    for contact in here {
        let level = level(contact.seniority);
        asked.insert(level);
        if let Some(intent) = intents.get(&contact.id) {
            heard.push(*intent);
            if intent.value >= case.policy.stage.intent_high {
                willing.insert(level);
            }
        }
    }
    let text = format!("In {} of {} levels somebody who decides means to renew.", willing.len(), asked.len());
    let why = reason("renewal", text).seen(willing.len(), asked.len()).resting_on(records(&heard));
    (met(willing == asked), why.or_else(next))
}

fn decides(contact: &Contact) -> bool {
    matches!(contact.renewal_influence, RenewalInfluence::Owns | RenewalInfluence::Influences)
}

/// The last outcome, with its date.
fn last_outcome<'a>(case: &Case<'a>) -> Option<(NaiveDate, OutcomeKind, &'a Outcome)> {
    let known = case.facts.outcomes.iter().filter_map(|outcome| Some((outcome.on?, outcome.kind?, outcome)));
    let past = known.filter(|&(on, ..)| on <= case.today);
    past.max_by(|a, b| (a.0, a.2.external_id.as_bytes()).cmp(&(b.0, b.2.external_id.as_bytes())))
}

/// The renewal that took place, where nobody who decides said since that they would not renew again.
fn renewed<'a>(case: &Case<'a>) -> Option<Records<'a>> {
    let (on, kind, outcome) = last_outcome(case)?;
    let low: Millionths = case.policy.stage.intent_low;
    let unwilling = |answer: Answer<'_>| {
        let contact = answer.contact.and_then(|id| case.contact(id));
        answer.on >= on && answer.value < low && contact.is_some_and(decides)
    };
    let intents =
        case.facts.survey_responses.iter().filter(|response| response.kind == Some(SurveyKind::RenewalIntent));
    let against = intents.filter_map(|response| answer(case, response)).any(unwilling);
    let renewed = matches!(kind, OutcomeKind::Renewed | OutcomeKind::Expanded) && !against;
    renewed.then(|| Records::one(midnight(on), &outcome.external_id, RecordKind::Outcome, outcome.id))
}
