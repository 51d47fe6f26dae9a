//! ADVOCATE: solid, deep, on the red carpet, and acting for us.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::enums::{ActKind, ContactLevel, CriterionState, RecordKind, RequestStatus, SurveyKind, TicketSeverity};
use entity::ids::ContactId;

use super::{Found, Ground, met, not_connected};
use crate::domain::assess::case::Case;
use crate::domain::assess::reason::{Records, Say, count, midnight, reason};
use crate::domain::assess::support::by_opening;
use crate::domain::exact::ONE;
use crate::domain::facts::{AdvocacyAct, SurveyResponse, Ticket};
use crate::domain::survey;

pub(super) fn criteria(ground: &Ground<'_, '_>) -> [Found; 4] {
    [solid(ground), depth(ground), red_carpet(ground), act(ground)]
}

fn solid(ground: &Ground<'_, '_>) -> Found {
    if !ground.connected(RecordKind::Ticket) {
        return not_connected("solid", "tickets");
    }
    let (case, rules) = (ground.case, &ground.case.policy.stage);
    let severe = |ticket: &&Ticket| {
        matches!(ticket.severity, TicketSeverity::Sev1 | TicketSeverity::Sev2) && case.open(ticket).is_some()
    };
    let open: Vec<&Ticket> = case.facts.tickets.iter().filter(severe).collect();
    if !open.is_empty() {
        let text = format!("{} of SEV1 or SEV2 open.", count(open.len() as i128, "ticket"));
        let why = reason("solid", text).seen(open.len(), 0).resting_on(by_opening(&open));
        return (CriterionState::NotMet, why.or_else("The last SEV1 or SEV2 closed."));
    }
    let (said, told) = loops(case);
    let days = format!("{} to {} days old", rules.loop_from_days, rules.loop_to_days);
    if said.1 == 0 {
        let text = format!("No feedback or request is {days}.");
        return (CriterionState::Unknown, reason("solid", text));
    }
    let text = format!("Of {} told us and {days}, {told} closed and the customer told.", count(said.1, "thing"));
    let why = reason("solid", text).seen(told, said.1).resting_on(said.0);
    (met(told * ONE >= said.1 * i128::from(rules.loop_share.0)), why.or_else("Loops closed with the customer."))
}

/// What the customer told us that is old enough to be closed, and how much of it is, with the customer told.
fn loops<'a>(case: &Case<'a>) -> ((Records<'a>, i128), i128) {
    let rules = &case.policy.stage;
    let aged = |at: Option<DateTime<Utc>>| {
        case.happened(at).is_some_and(|date| (rules.loop_from_days..=rules.loop_to_days).contains(&case.age(date)))
    };
    let (mut records, mut said, mut told) = (Records::default(), 0_i128, 0_i128);
    for feedback in case.facts.feedback.iter().filter(|feedback| aged(feedback.received_at)) {
        said += 1;
        let closed = case.happened(feedback.closed_at).is_some();
        told += i128::from(closed && case.happened(feedback.customer_told_at).is_some());
        let at = feedback.received_at.unwrap_or_default();
        records.add(at, &feedback.external_id, RecordKind::Feedback, feedback.id);
    }
    for request in case.facts.requests.iter().filter(|request| aged(request.raised_at)) {
        said += 1;
        let closed = matches!(request.status, RequestStatus::Closed | RequestStatus::Declined);
        told += i128::from(closed && case.happened(request.customer_told_at).is_some());
        records.add(request.raised_at.unwrap_or_default(), &request.external_id, RecordKind::Request, request.id);
    }
    ((records, said), told)
}

/// The acts for us of the last days.
fn acts<'a>(case: &Case<'a>, days: i64) -> impl Iterator<Item = &'a AdvocacyAct> {
    let ours = |act: &&AdvocacyAct| act.kind.is_some_and(|kind| kind != ActKind::Detraction);
    case.facts.advocacy_acts.iter().filter(ours).filter(move |act| case.within(act.on, days))
}

/// The latest NPS answer of each contact.
fn last_nps<'a>(case: &Case<'a>, days: i64) -> BTreeMap<ContactId, &'a SurveyResponse> {
    let mut last: BTreeMap<ContactId, &SurveyResponse> = BTreeMap::new();
    for response in &case.facts.survey_responses {
        let counts = response.kind == Some(SurveyKind::Nps) && survey::value(response).is_some();
        let (true, Some(contact)) =
            (counts && case.within(case.happened(response.answered_at), days), response.contact)
        else {
            continue;
        };
        let known = last.entry(contact).or_insert(response);
        let moment = |response: &SurveyResponse| (response.answered_at, response.external_id.clone().into_bytes());
        if moment(response) > moment(known) {
            *known = response;
        }
    }
    last
}

fn depth(ground: &Ground<'_, '_>) -> Found {
    if !ground.connected(RecordKind::SurveyResponse) && !ground.connected(RecordKind::AdvocacyAct) {
        return not_connected("depth", "answers to surveys or acts");
    }
    let (case, rules) = (ground.case, &ground.case.policy.stage);
    let mut levels: BTreeMap<ContactLevel, usize> = BTreeMap::new();
    let mut records = Records::default();
    let mut speak = |contact| *levels.entry(case.level(contact)).or_default() += 1;
    for (contact, response) in last_nps(case, rules.depth_days) {
        if response.answer.is_some_and(|answer| answer.0 >= rules.depth_nps.0) {
            speak(contact);
            let at = response.answered_at.unwrap_or_default();
            records.add(at, &response.external_id, RecordKind::SurveyResponse, response.id);
        }
    }
    for act in acts(case, rules.depth_days) {
        let (Some(contact), Some(on)) = (act.contact, act.on) else { continue };
        speak(contact);
        records.add(midnight(on), &act.external_id, RecordKind::AdvocacyAct, act.id);
    }
    levels.remove(&ContactLevel::Unknown);
    let reached = i64::try_from(levels.len()).unwrap_or(i64::MAX);
    let holds = reached >= rules.depth_levels && levels.contains_key(&ContactLevel::Executive);
    let text = format!("Contacts of {reached} of 3 levels speak for us.");
    let why = reason("depth", text).seen(reached, rules.depth_levels).resting_on(records);
    (met(holds), why.or_else("Promoters on two levels, an executive among them."))
}

fn red_carpet(ground: &Ground<'_, '_>) -> Found {
    if !ground.connected(RecordKind::AdvocacyMembership) {
        return not_connected("red_carpet", "memberships of the advocacy programme");
    }
    let case = ground.case;
    let mut records = Records::default();
    let mut member = false;
    for membership in &case.facts.advocacy_memberships {
        let ahead = membership.joined_on.is_some_and(|on| on > case.today);
        let left = membership.left_on.is_some_and(|on| on <= case.today);
        if ahead || left {
            continue;
        }
        member = true;
        if membership.has_motivations {
            let at = midnight(membership.joined_on.unwrap_or(case.start).min(case.today));
            records.add(at, &membership.external_id, RecordKind::AdvocacyMembership, membership.id);
        }
    }
    let holds = !records.is_empty();
    let text = match (member, holds) {
        (_, true) => "A member of the programme, with motivations recorded.",
        (true, false) => "A member of the programme, without motivations recorded.",
        (false, false) => "Not a member of the programme.",
    };
    (met(holds), reason("red_carpet", text).resting_on(records).or_else("Joined, and asked what motivates them."))
}

fn act(ground: &Ground<'_, '_>) -> Found {
    if !ground.connected(RecordKind::AdvocacyAct) {
        return not_connected("act", "acts");
    }
    let case = ground.case;
    let days = case.policy.stage.act_days;
    let mut records = Records::default();
    for act in acts(case, days) {
        let at = act.on.map(midnight).unwrap_or_default();
        records.add(at, &act.external_id, RecordKind::AdvocacyAct, act.id);
    }
    let holds = !records.is_empty();
    let text = if holds { format!("Acted for us in {days} days.") } else { format!("No act for us in {days} days.") };
    (met(holds), reason("act", text).resting_on(records).or_else("An act for us."))
}
