//! One account at one moment: the facts with what every rule asks of them.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use entity::enums::{Channel, ContactLevel, Department, Direction, MeetingState, Purpose};
use entity::ids::{ContactId, TeamMemberId};

use crate::domain::contact::level;
use crate::domain::facts::{Contact, Facts, HealthOverride, Request, Subscription, Ticket, Touchpoint};
use crate::domain::policy::Policy;
use crate::domain::request;

/// One account at one moment.
pub(super) struct Case<'a> {
    pub(super) facts: &'a Facts,
    pub(super) policy: &'a Policy,
    pub(super) now: DateTime<Utc>,
    pub(super) today: NaiveDate,
    /// `start` of rules.md; may lie ahead.
    pub(super) start: NaiveDate,
    pub(super) first_seen: NaiveDate,
    contacts: BTreeMap<ContactId, &'a Contact>,
    departments: OnceCell<HashMap<TeamMemberId, Department>>,
}

/// A day as a number, for arithmetic that cannot overflow.
pub(super) fn day(date: NaiveDate) -> i64 {
    i64::from(date.num_days_from_ce())
}

impl<'a> Case<'a> {
    pub(super) fn new(facts: &'a Facts, policy: &'a Policy, now: DateTime<Utc>) -> Self {
        let today = now.date_naive();
        let paid = facts.subscriptions.iter().filter(|line| paid(line));
        let start = facts.account.started_on.or_else(|| paid.filter_map(|line| line.started_on).min());
        let start = start.or(facts.first_seen).unwrap_or(today);
        let contacts = facts.contacts.iter().map(|contact| (contact.id, contact)).collect();
        Self {
            facts,
            policy,
            now,
            today,
            start,
            first_seen: facts.first_seen.unwrap_or(start),
            contacts,
            departments: OnceCell::new(),
        }
    }

    /// Whole days from a date to today; below zero where it lies ahead.
    pub(super) fn age(&self, date: NaiveDate) -> i64 {
        day(self.today) - day(date)
    }

    /// The age of what has happened; nothing for what lies ahead.
    pub(super) fn past(&self, date: NaiveDate) -> Option<i64> {
        Some(self.age(date)).filter(|&age| age >= 0)
    }

    /// It has happened, at most `days` ago.
    pub(super) fn within(&self, date: Option<NaiveDate>, days: i64) -> bool {
        date.and_then(|date| self.past(date)).is_some_and(|age| age <= days)
    }

    /// The date of a moment that has happened.
    pub(super) fn happened(&self, at: Option<DateTime<Utc>>) -> Option<NaiveDate> {
        at.map(|at| at.date_naive()).filter(|&date| date <= self.today)
    }

    /// The moment of a ticket's opening, where the ticket is open.
    pub(super) fn open(&self, ticket: &Ticket) -> Option<DateTime<Utc>> {
        let opened = ticket.opened_at.filter(|_| self.happened(ticket.opened_at).is_some());
        opened.filter(|_| self.happened(ticket.closed_at).is_none())
    }

    /// When an open ticket becomes a crisis.
    pub(super) fn crisis_at(&self, ticket: &Ticket) -> Option<DateTime<Utc>> {
        let severe = ticket.severity == entity::enums::TicketSeverity::Sev1;
        let after = TimeDelta::try_hours(self.policy.health.crisis_after_hours)?;
        ticket.opened_at.filter(|_| severe)?.checked_add_signed(after)
    }

    /// The target of a ticket: its own, else that of its severity.
    pub(super) fn target_at(&self, ticket: &Ticket) -> Option<DateTime<Utc>> {
        let hours = self.policy.support.target_hours.get(&ticket.severity).copied().unwrap_or_default();
        ticket.target_at.or_else(|| ticket.opened_at?.checked_add_signed(TimeDelta::try_hours(hours)?))
    }

    /// When the next update of a pending request is due.
    pub(super) fn due_at(&self, asked: &Request) -> Option<DateTime<Utc>> {
        let ahead = asked.raised_at.is_some() && self.happened(asked.raised_at).is_none();
        let pending = request::pending(asked.status) && !ahead;
        pending.then(|| request::due(asked.next_update_due, asked.raised_at, asked.urgency, self.policy))?
    }

    /// The override, from the date of its `since` until its end.
    pub(super) fn standing_override(&self) -> Option<&'a HealthOverride> {
        let set = self.facts.health_override.as_ref()?;
        (set.since.date_naive() <= self.today && self.now < set.until).then_some(set)
    }

    /// Where one of our people works, where that is known.
    pub(super) fn department(&self, member: TeamMemberId) -> Option<Department> {
        let read = || {
            let members = self.facts.team_members.iter();
            members.filter_map(|member| Some((member.id, member.department?))).collect()
        };
        self.departments.get_or_init(read).get(&member).copied()
    }

    pub(super) fn contact(&self, id: ContactId) -> Option<&'a Contact> {
        self.contacts.get(&id).copied()
    }

    /// The level of a contact; UNKNOWN for one known only by reference.
    pub(super) fn level(&self, id: ContactId) -> ContactLevel {
        self.contact(id).map_or(ContactLevel::Unknown, |contact| level(contact.seniority))
    }

    /// How much an answer of a contact, or of nobody named, weighs.
    pub(super) fn influence(&self, id: Option<ContactId>) -> i128 {
        let level = id.map_or(ContactLevel::Unknown, |id| self.level(id));
        i128::from(self.policy.words.influence.get(&level).copied().unwrap_or(1))
    }

    pub(super) fn left(&self, contact: &Contact) -> Option<NaiveDate> {
        self.happened(contact.left_at)
    }

    /// The exchanges that have happened, each with its date.
    pub(super) fn exchanges(&self) -> impl Iterator<Item = (NaiveDate, &'a Touchpoint)> {
        let kept = self
            .facts
            .touchpoints
            .iter()
            .filter(|touch| touch.state == MeetingState::Kept && touch.direction != Direction::Internal);
        kept.filter_map(|touch| Some((self.happened(touch.occurred_at)?, touch)))
    }

    /// Subscriptions that run on a date.
    pub(super) fn running(&self, on: NaiveDate) -> impl Iterator<Item = &'a Subscription> {
        self.facts.subscriptions.iter().filter(move |line| runs(line, on))
    }

    /// The customer's escalations by touchpoint that have happened and were not called off.
    pub(super) fn spoken_escalations(&self) -> impl Iterator<Item = (NaiveDate, &'a Touchpoint)> {
        let spoken = self
            .facts
            .touchpoints
            .iter()
            .filter(|touch| touch.purpose == Some(Purpose::Escalation) && touch.state != MeetingState::Canceled);
        spoken.filter_map(|touch| Some((self.happened(touch.occurred_at)?, touch)))
    }
}

/// It is paid for.
pub(super) fn paid(line: &Subscription) -> bool {
    !line.trial && line.mrr_minor.is_some_and(|mrr| mrr > 0)
}

/// It runs on a date; the end of its term alone ends nothing.
pub(super) fn runs(line: &Subscription, on: NaiveDate) -> bool {
    line.started_on.is_some_and(|start| start <= on) && line.ended_on.is_none_or(|end| on < end)
}

/// A touchpoint that is a meeting with the customer.
pub(super) fn meeting(touch: &Touchpoint) -> bool {
    let medium = matches!(touch.channel, Some(Channel::Meeting | Channel::InPerson));
    medium && touch.direction != Direction::Internal
}

/// Whether the customer spoke and whether we did in an exchange: kept meetings are both ways.
pub(super) fn ways(exchange: &Touchpoint) -> (bool, bool) {
    let both = meeting(exchange) || exchange.direction == Direction::Both;
    (both || exchange.direction == Direction::Inbound, both || exchange.direction == Direction::Outbound)
}

/// An empty text is absent.
pub(super) fn filled(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}
