//! A crisis: an open SEV1 of 24 hours, or an open customer escalation.

use entity::enums::RecordKind;

use super::case::Case;
use super::reason::{Records, Say, count, reason};
use crate::domain::assessment::Reason;

/// The crisis that stands, with what it rests on.
pub(super) fn crisis(case: &Case<'_>) -> Option<Reason> {
    let mut records = Records::default();
    let (mut old, mut escalated) = (0_i128, 0_i128);
    for ticket in &case.facts.tickets {
        let Some(opened) = case.open(ticket) else { continue };
        let lasting = case.crisis_at(ticket).is_some_and(|at| at <= case.now);
        old += i128::from(lasting);
        escalated += i128::from(ticket.escalated);
        if lasting || ticket.escalated {
            records.add(opened, &ticket.external_id, RecordKind::Ticket, ticket.id);
        }
    }
    for (_, touch) in case.spoken_escalations().filter(|(_, touch)| !touch.has_outcome) {
        escalated += 1;
        let at = touch.occurred_at.unwrap_or_default();
        records.add(at, &touch.external_id, RecordKind::Touchpoint, touch.id);
    }
    if records.is_empty() {
        return None;
    }
    let days = case.policy.health.crisis_after_hours / 24;
    let lasting = format!("{} open for {} or longer", count(old, "SEV1 ticket"), count(days.max(1), "day"));
    let open = format!("{} open", count(escalated, "customer escalation"));
    let text = match (old, escalated) {
        (0, _) => format!("{open}."),
        (_, 0) => format!("{lasting}."),
        _ => format!("{lasting}, {open}."),
    };
    let cap = case.policy.health.crisis_cap.as_f64();
    let next = "The tickets closed, and the escalations given an outcome.";
    Some(reason("crisis", text).seen(old + escalated, cap).resting_on(records).or_else(next))
}
