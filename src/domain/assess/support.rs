//! SUPPORT: open severe cases, late ones, solutions at first contact, reopened ones.

use chrono::NaiveDate;
use entity::enums::{RecordKind, TicketSeverity};

use super::case::Case;
use super::reason::{Records, Say, count, reason};
use super::signal::{ALL, Known, Signal};
use crate::domain::exact::millionths;
use crate::domain::facts::Ticket;

pub(super) fn signals(case: &Case<'_>) -> Vec<Signal> {
    let shares = &case.policy.support;
    let heard = case.facts.tickets.iter().any(|ticket| heard(case, ticket));
    let open = Open::of(case);
    vec![
        Signal::new("crisis", shares.crisis_share, heard.then(|| crisis(case, &open))),
        Signal::new("late", shares.late_share, heard.then(|| late(&open))),
        Signal::new("fcr", shares.fcr_share, first_contact(case)),
        Signal::new("reopened", shares.reopened_share, reopened(case)),
    ]
}

/// Opened, closed or open in the last year: the help desk is in use.
fn heard(case: &Case<'_>, ticket: &Ticket) -> bool {
    let days = case.policy.support.days;
    let dates = [case.happened(ticket.opened_at), case.happened(ticket.closed_at)];
    case.open(ticket).is_some() || dates.into_iter().any(|date| case.within(date, days))
}

/// The open tickets.
pub(super) struct Open<'a> {
    pub(super) all: Vec<&'a Ticket>,
    pub(super) late: Vec<&'a Ticket>,
}

impl<'a> Open<'a> {
    pub(super) fn of(case: &Case<'a>) -> Self {
        let all: Vec<&Ticket> = case.facts.tickets.iter().filter(|ticket| case.open(ticket).is_some()).collect();
        let past = |ticket: &&&Ticket| case.target_at(ticket).is_some_and(|target| target <= case.now);
        let late = all.iter().filter(past).copied().collect();
        Self { all, late }
    }

    pub(super) fn severe(&self, severity: TicketSeverity) -> Vec<&'a Ticket> {
        self.all.iter().copied().filter(|ticket| ticket.severity == severity).collect()
    }
}

/// The tickets closed in the last days, each with its date.
pub(super) fn closed<'a>(case: &Case<'a>, days: i64) -> Vec<(NaiveDate, &'a Ticket)> {
    let closed = case.facts.tickets.iter().filter_map(|ticket| Some((case.happened(ticket.closed_at)?, ticket)));
    closed.filter(|&(date, _)| case.age(date) <= days).collect()
}

/// Tickets as evidence, by their opening.
pub(super) fn by_opening<'a>(tickets: &[&'a Ticket]) -> Records<'a> {
    let mut records = Records::default();
    for ticket in tickets {
        let at = ticket.opened_at.or(ticket.closed_at).unwrap_or_default();
        records.add(at, &ticket.external_id, RecordKind::Ticket, ticket.id);
    }
    records
}

fn by_close<'a>(tickets: &[(NaiveDate, &'a Ticket)]) -> Records<'a> {
    let mut records = Records::default();
    for (_, ticket) in tickets {
        records.add(ticket.closed_at.unwrap_or_default(), &ticket.external_id, RecordKind::Ticket, ticket.id);
    }
    records
}

fn crisis(case: &Case<'_>, open: &Open<'_>) -> Known {
    let rules = &case.policy.support;
    let (sev1, sev2) = (open.severe(TicketSeverity::Sev1), open.severe(TicketSeverity::Sev2));
    let (value, word, tickets) = match (sev1.is_empty(), sev2.is_empty()) {
        (false, _) => (rules.open_sev1, "SEV1", sev1),
        (true, false) => (rules.open_sev2, "SEV2", sev2),
        (true, true) => {
            return Known::lasting(ALL, reason("crisis", "No SEV1 or SEV2 is open.").seen(0, ""));
        }
    };
    let why = reason("crisis", format!("{} {word} open.", count(tickets.len() as i128, "ticket")))
        .seen(tickets.len(), 0)
        .resting_on(by_opening(&tickets))
        .or_else(format!("The last {word} closed."));
    Known::lasting(value, why)
}

fn late(open: &Open<'_>) -> Known {
    let (late, all) = (open.late.len() as i128, open.all.len() as i128);
    if all == 0 {
        return Known::lasting(ALL, reason("late", "No ticket is open."));
    }
    let value = millionths(all - late, all);
    let why = reason("late", format!("{late} of {} past its target.", count(all, "open ticket")))
        .seen(late, all)
        .resting_on(by_opening(if open.late.is_empty() { &open.all } else { &open.late }))
        .or_else("Late tickets closed.");
    Known::lasting(value, why)
}

fn first_contact(case: &Case<'_>) -> Option<Known> {
    let days = case.policy.support.closed_days;
    let mut told = closed(case, days);
    told.retain(|(_, ticket)| ticket.first_contact_resolved.is_some());
    if told.is_empty() {
        return None;
    }
    let first = told.iter().filter(|(_, ticket)| ticket.first_contact_resolved == Some(true)).count();
    let value = millionths(first as i128, told.len() as i128);
    let tickets = count(told.len() as i128, "ticket");
    let why = reason("fcr", format!("{first} of {tickets} closed in {days} days solved at first contact."))
        .seen(first, told.len())
        .resting_on(by_close(&told))
        .or_else("More solutions at first contact.");
    Some(Known::lasting(value, why))
}

fn reopened(case: &Case<'_>) -> Option<Known> {
    let days = case.policy.support.closed_days;
    let closed = closed(case, days);
    if closed.is_empty() {
        return None;
    }
    let again: Vec<_> = closed.iter().copied().filter(|(_, ticket)| ticket.reopens > 0).collect();
    let value = millionths((closed.len() - again.len()) as i128, closed.len() as i128);
    let tickets = count(closed.len() as i128, "ticket");
    let why = reason("reopened", format!("{} of {tickets} closed in {days} days had been reopened.", again.len()))
        .seen(again.len(), closed.len())
        .resting_on(by_close(if again.is_empty() { &closed } else { &again }))
        .or_else("Fewer tickets reopened.");
    Some(Known::lasting(value, why))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use entity::enums::TicketSeverity;

    use super::super::fixture::{facts, noon, now, ticket, value};
    use crate::domain::facts::{Facts, Ticket};

    fn with(tickets: Vec<Ticket>) -> Facts {
        Facts { tickets, ..facts() }
    }

    #[test]
    fn is_unknown_without_a_ticket_in_a_year() {
        assert_eq!(value(&facts(), "crisis"), None);
        let old = Ticket { closed_at: Some(noon(366)), ..ticket(TicketSeverity::Sev1, noon(380)) };
        assert_eq!(value(&with(vec![old.clone()]), "crisis"), None);
        let closed = Ticket { closed_at: Some(noon(365)), ..old };
        assert_eq!(value(&with(vec![closed.clone()]), "crisis"), Some(1_000_000));
        assert_eq!(value(&with(vec![closed]), "fcr"), None);
    }

    #[test]
    fn sees_the_worst_open_ticket_and_late_ones() {
        let open =
            vec![ticket(TicketSeverity::Sev2, now() - TimeDelta::hours(24)), ticket(TicketSeverity::Sev4, noon(1))];
        assert_eq!(value(&with(open.clone()), "crisis"), Some(500_000));
        assert_eq!(value(&with(open.clone()), "late"), Some(500_000), "late from the target on");
        let own = Ticket { target_at: Some(now()), ..ticket(TicketSeverity::Sev4, noon(2)) };
        assert_eq!(value(&with([open, vec![own]].concat()), "late"), Some(333_333));
        assert_eq!(value(&with(vec![ticket(TicketSeverity::Sev1, now())]), "crisis"), Some(0));
    }

    #[test]
    fn counts_what_was_closed_in_ninety_days() {
        let closed = |days, first, reopens| Ticket {
            closed_at: Some(noon(days)),
            first_contact_resolved: first,
            reopens,
            ..ticket(TicketSeverity::Sev3, noon(days + 1))
        };
        let tickets =
            vec![closed(90, Some(true), 0), closed(1, Some(false), 2), closed(2, None, 0), closed(91, Some(true), 9)];
        assert_eq!(value(&with(tickets.clone()), "fcr"), Some(500_000));
        assert_eq!(value(&with(tickets), "reopened"), Some(666_667));
        let tomorrow = Ticket { closed_at: Some(noon(-1)), ..ticket(TicketSeverity::Sev1, noon(3)) };
        assert_eq!(value(&with(vec![tomorrow]), "crisis"), Some(0), "closed tomorrow is open today");
    }
}
