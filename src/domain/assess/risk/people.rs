//! Risks about who speaks with us: silence, leavers, a single thread, avoided meetings.

use chrono::{DateTime, Utc};
use entity::enums::{ContactLevel, MeetingState, RecordKind, RiskKind, Seniority, Severity, TouchModel};

use super::Found;
use crate::domain::assess::case::{Case, ways};
use crate::domain::assess::reason::{Records, Say, count, reason};
use crate::domain::assess::relationship::{as_evidence, in_touch, planned, recent};
use crate::domain::assess::voice;
use crate::domain::contact::level;
use crate::domain::facts::{Contact, Touchpoint};

/// When the customer last spoke, with what.
fn last_word<'a>(case: &Case<'a>) -> Option<(DateTime<Utc>, &'a str, RecordKind, uuid::Uuid)> {
    let touches = case.exchanges().filter(|(_, touch)| ways(touch).0).filter_map(|(_, touch)| {
        Some((touch.occurred_at?, touch.external_id.as_str(), RecordKind::Touchpoint, touch.id.into()))
    });
    let tickets = case.facts.tickets.iter().filter_map(|ticket| {
        case.happened(ticket.opened_at)?;
        Some((ticket.opened_at?, ticket.external_id.as_str(), RecordKind::Ticket, ticket.id.into()))
    });
    let answers = case.facts.survey_responses.iter().filter(|response| response.kind.is_some());
    let answers = answers.filter_map(|response| voice::answer(case, response));
    let answers = answers.map(|answer| (answer.at, answer.key, answer.kind, answer.id));
    let requests = case.facts.requests.iter().filter_map(|request| {
        case.happened(request.raised_at)?;
        Some((request.raised_at?, request.external_id.as_str(), RecordKind::Request, request.id.into()))
    });
    touches.chain(tickets).chain(answers).chain(requests).max()
}

pub(super) fn silent(case: &Case<'_>) -> Option<Found> {
    let limit = case.policy.risks.silent_days.get(&case.facts.account.touch_model).copied().unwrap_or_default();
    let word = last_word(case);
    let since = word.map_or(case.start, |(at, ..)| at.date_naive());
    let days = case.age(since);
    if days <= limit {
        return None;
    }
    let text = match word {
        Some(_) => format!("The customer last spoke on {since}."),
        None => format!("The customer has not spoken since the start on {since}."),
    };
    let records = word.map(|(at, key, kind, id)| Records::one(at, key, kind, id)).unwrap_or_default();
    let why = reason(&RiskKind::Silent.word(), text).seen(days, limit).resting_on(records);
    let severity = if days > 2 * limit { Severity::High } else { Severity::Medium };
    Some((severity, why.or_else("A word from the customer.")))
}

pub(super) fn champion_left(case: &Case<'_>) -> Option<Found> {
    let days = case.policy.risks.champion_days;
    let mut records = Records::default();
    let mut last = None;
    for contact in &case.facts.contacts {
        let lost =
            if contact.seniority == Seniority::Champion { ContactLevel::Middle } else { level(contact.seniority) };
        let counts = lost == ContactLevel::Executive || contact.seniority == Seniority::Champion;
        let Some(left) = case.left(contact).filter(|&left| counts && case.age(left) <= days) else { continue };
        let succeeds =
            |other: &Contact| other.id != contact.id && level(other.seniority) == lost && case.left(other).is_none();
        let followed = case
            .exchanges()
            .filter(|&(date, _)| date >= left)
            .any(|(_, touch)| touch.contacts.iter().filter_map(|&id| case.contact(id)).any(succeeds));
        if !followed {
            last = last.max(Some(left));
            records.add(contact.left_at.unwrap_or_default(), &contact.external_id, RecordKind::Contact, contact.id);
        }
    }
    let text = format!("An executive or champion left on {}, and nobody of their level was in touch since.", last?);
    let why = reason(&RiskKind::ChampionLeft.word(), text).resting_on(records);
    Some((Severity::High, why.or_else("A successor of the same level in touch.")))
}

pub(super) fn single_threaded(case: &Case<'_>) -> Option<Found> {
    let rules = &case.policy.risks;
    let people = in_touch(case, rules.thread_days).len();
    let few = i64::try_from(people).unwrap_or(i64::MAX) < rules.thread_least;
    if !few || case.facts.account.touch_model != TouchModel::HighTouch {
        return None;
    }
    let touches = recent(case, rules.thread_days).map(|(_, touch)| touch).filter(|touch| !touch.contacts.is_empty());
    let text = format!("{} in touch in {} days.", count(people as i128, "contact"), rules.thread_days);
    let why = reason(&RiskKind::SingleThreaded.word(), text).seen(people, rules.thread_least);
    Some((Severity::Low, why.resting_on(as_evidence(touches)).or_else("Another contact in touch.")))
}

pub(super) fn meeting_avoided(case: &Case<'_>) -> Option<Found> {
    let number = usize::try_from(case.policy.risks.avoided_meetings).unwrap_or(usize::MAX);
    let mut held: Vec<&Touchpoint> = planned(case).map(|(_, touch)| touch).collect();
    held.sort_unstable_by(|a, b| {
        (b.occurred_at, b.external_id.as_bytes()).cmp(&(a.occurred_at, a.external_id.as_bytes()))
    });
    let last = held.get(..number)?;
    if last.iter().any(|touch| touch.state == MeetingState::Kept) {
        return None;
    }
    let text = format!("The last {} did not take place.", count(number as i128, "planned meeting"));
    let why = reason(&RiskKind::MeetingAvoided.word(), text).resting_on(as_evidence(last.iter().copied()));
    Some((Severity::Medium, why.or_else("A planned meeting kept.")))
}
