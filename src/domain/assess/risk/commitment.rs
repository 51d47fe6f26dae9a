//! Risks about what was agreed: handoffs, requests, promises, the renewal.

use chrono::NaiveDate;
use entity::enums::{PromiseOutcome, Purpose, RecordKind, RenewalInfluence, RiskKind, Severity, SurveyKind, Urgency};

use super::Found;
use crate::domain::assess::case::{Case, day, paid};
use crate::domain::assess::happiness::promise_date;
use crate::domain::assess::reason::{Records, Say, count, midnight, reason};
use crate::domain::assess::voice::answers;
use crate::domain::facts::Contact;

pub(super) fn handoff_stalled(case: &Case<'_>) -> Option<Found> {
    let limit = case.policy.risks.handoff_days.get(&case.facts.account.touch_model).copied().unwrap_or_default();
    let kickoff = case.exchanges().filter(|(_, touch)| touch.purpose == Some(Purpose::Kickoff)).map(|(on, _)| on).max();
    let mut records = Records::default();
    let mut first: Option<NaiveDate> = None;
    for handoff in &case.facts.handoffs {
        let Some(signed) = handoff.signed_on.filter(|&signed| case.age(signed) > limit) else { continue };
        if handoff.kickoff_at.is_none() && kickoff.is_none_or(|kickoff| kickoff < signed) {
            first = Some(first.map_or(signed, |first| first.min(signed)));
            records.add(midnight(signed), &handoff.external_id, RecordKind::Handoff, handoff.id);
        }
    }
    let signed = first?;
    let text = format!("Signed on {signed}, and no kickoff yet.");
    let why = reason(&RiskKind::HandoffStalled.word(), text).seen(case.age(signed), limit).resting_on(records);
    Some((Severity::High, why.or_else("A date for the kickoff.")))
}

pub(super) fn request_overdue(case: &Case<'_>) -> Option<Found> {
    let mut records = Records::default();
    let (mut number, mut high, mut first) = (0_i128, false, None);
    for request in &case.facts.requests {
        let Some(due) = case.due_at(request).filter(|&due| due <= case.now) else { continue };
        number += 1;
        high |= matches!(request.urgency, Urgency::High | Urgency::Urgent)
            || case.age(due.date_naive()) > case.policy.risks.overdue_high_days;
        first = Some(first.map_or(due, |first: chrono::DateTime<chrono::Utc>| first.min(due)));
        records.add(due, &request.external_id, RecordKind::Request, request.id);
    }
    let due = first?;
    let text = format!("{} without the update due, the first since {}.", count(number, "request"), due.date_naive());
    let why = reason(&RiskKind::RequestOverdue.word(), text).seen(number, 0).resting_on(records);
    Some((if high { Severity::High } else { Severity::Medium }, why.or_else("An update to the customer.")))
}

pub(super) fn promise_missed(case: &Case<'_>) -> Option<Found> {
    let days = case.policy.risks.promise_days;
    let mut records = Records::default();
    let mut number = 0_i128;
    for promise in case.facts.promises.iter().filter(|promise| promise.outcome == Some(PromiseOutcome::Missed)) {
        let Some(on) = promise_date(case, promise).filter(|&on| case.age(on) <= days) else { continue };
        number += 1;
        records.add(midnight(on), &promise.external_id, RecordKind::Promise, promise.id);
    }
    if number == 0 {
        return None;
    }
    let text = format!("{} missed in {days} days.", count(number, "promise"));
    let why = reason(&RiskKind::PromiseMissed.word(), text).seen(number, 0).resting_on(records);
    Some((Severity::High, why.or_else("Time, and promises kept.")))
}

/// The earliest end of a term, from today on, of the paid subscriptions that run today or later.
pub(in crate::domain::assess) fn renews_on(case: &Case<'_>) -> Option<NaiveDate> {
    let runs = case.facts.subscriptions.iter().filter(|line| {
        let start = line.started_on.map(|start| start.max(case.today));
        paid(line) && start.is_some_and(|start| line.ended_on.is_none_or(|end| start < end))
    });
    runs.filter_map(|line| line.term_ends_on).filter(|&end| end >= case.today).min()
}

pub(super) fn renewal_at_risk(case: &Case<'_>, green: bool) -> Option<Found> {
    let rules = &case.policy.risks;
    let renews = renews_on(case)?;
    let ahead = day(renews) - day(case.today);
    if ahead > rules.renewal_days {
        return None;
    }
    let owns = |contact: &Contact| contact.renewal_influence == RenewalInfluence::Owns && case.left(contact).is_none();
    let mut records = Records::default();
    for answer in answers(case, SurveyKind::RenewalIntent, rules.intent_days) {
        if answer.contact.and_then(|id| case.contact(id)).is_some_and(owns) {
            records.add(answer.at, answer.key, answer.kind, answer.id);
        }
    }
    let asked = !records.is_empty();
    if green && asked {
        return None;
    }
    let text = match (green, asked) {
        (true, _) => format!("Renews on {renews}, and the renewal's owner did not say whether they will."),
        (false, true) => format!("Renews on {renews}, and the account is not green."),
        (false, false) => {
            format!("Renews on {renews}, the account is not green, and the renewal's owner said nothing.")
        }
    };
    let why = reason(&RiskKind::RenewalAtRisk.word(), text).seen(ahead, rules.renewal_days).resting_on(records);
    let severity = if green { Severity::Medium } else { Severity::High };
    Some((severity, why.or_else("The owner's word on the renewal, and a green account.")))
}
