//! "Words" of the page: who speaks, what counts, and when it has happened.

use chrono::{DateTime, NaiveDate, Utc};
use entity::enums::{
    Channel, ContactLevel, Direction, Initiation, MeetingState, Purpose, RenewalInfluence, Seniority, SurveyKind,
    TicketSeverity,
};
use entity::ids::ContactId;
use entity::values::Micros;
use vitrine::domain::facts::{Goal, Subscription, SurveyResponse, Ticket, Touchpoint};

use super::exact::{Ratio, ramp, ratio, whole};
use super::{Day, Moment, Page, day, moment};

/// Something a customer said that maps to [0, 1].
#[derive(Clone, Debug)]
pub(super) struct Said {
    pub(super) contact: Option<ContactId>,
    pub(super) kind: Option<SurveyKind>,
    pub(super) at: Moment,
    pub(super) key: String,
    pub(super) on: Day,
    /// In millionths.
    pub(super) value: i64,
    /// As answered, in millionths.
    pub(super) answer: i64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum GoalIs {
    Open,
    Ahead,
    OnTrack,
    Behind,
    Achieved(Day),
    Missed(Day),
    /// A date or value by which it would be judged is absent.
    Untold,
}

impl Page<'_> {
    // "one after date(now) has not happened yet, one later today has"
    pub(super) fn happened(&self, on: Day) -> bool {
        on <= self.today
    }
    pub(super) fn on(&self, at: Option<DateTime<Utc>>) -> Option<Day> {
        at.map(|at| day(at.date_naive())).filter(|&on| self.happened(on))
    }
    pub(super) fn on_date(&self, on: Option<NaiveDate>) -> Option<Day> {
        on.map(day).filter(|&on| self.happened(on))
    }
    // "In N days: age 0 to N"
    pub(super) fn within(&self, on: Option<Day>, days: i64) -> bool {
        on.is_some_and(|on| self.happened(on) && self.today - on <= days)
    }

    // Contacts
    pub(super) fn seniority(&self, id: ContactId) -> Seniority {
        self.facts
            .contacts
            .iter()
            .find(|contact| contact.id == id)
            .map_or(Seniority::Unknown, |contact| contact.seniority)
    }
    pub(super) fn level(&self, id: ContactId) -> ContactLevel {
        match self.seniority(id) {
            Seniority::Executive | Seniority::DecisionMaker => ContactLevel::Executive,
            Seniority::Champion | Seniority::Admin => ContactLevel::Middle,
            Seniority::PowerUser | Seniority::EndUser => ContactLevel::EndUser,
            Seniority::Unknown => ContactLevel::Unknown,
        }
    }
    pub(super) fn influence(&self, contact: Option<ContactId>) -> i64 {
        match contact.map(|id| self.level(id)) {
            Some(ContactLevel::Executive) => 3,
            Some(ContactLevel::Middle) => 2,
            _ => 1,
        }
    }
    pub(super) fn left(&self, id: ContactId) -> Option<Day> {
        self.on(self.facts.contacts.iter().find(|contact| contact.id == id)?.left_at)
    }
    pub(super) fn renewal(&self, id: ContactId) -> RenewalInfluence {
        self.facts
            .contacts
            .iter()
            .find(|contact| contact.id == id)
            .map_or(RenewalInfluence::Unknown, |contact| contact.renewal_influence)
    }

    // Exchange: "a KEPT touchpoint that is not INTERNAL (a campaign too)"
    pub(super) fn exchanges(&self) -> Vec<(&Touchpoint, Day)> {
        let touchpoints = self.facts.touchpoints.iter();
        touchpoints
            .filter(|touchpoint| touchpoint.state == MeetingState::Kept && touchpoint.direction != Direction::Internal)
            .filter_map(|touchpoint| Some((touchpoint, self.on(touchpoint.occurred_at)?)))
            .collect()
    }
    // Meeting: "a touchpoint of channel MEETING or IN_PERSON, not INTERNAL"
    pub(super) fn is_meeting(touchpoint: &Touchpoint) -> bool {
        matches!(touchpoint.channel, Some(Channel::Meeting | Channel::InPerson))
            && touchpoint.direction != Direction::Internal
    }
    // "planned when its initiation is PLANNED"
    pub(super) fn planned_meetings(&self) -> Vec<(&Touchpoint, Day)> {
        let touchpoints = self.facts.touchpoints.iter();
        touchpoints
            .filter(|touchpoint| Self::is_meeting(touchpoint) && touchpoint.initiation == Some(Initiation::Planned))
            .filter_map(|touchpoint| Some((touchpoint, self.on(touchpoint.occurred_at)?)))
            .collect()
    }
    // "INBOUND and BOTH are inbound"; "KEPT ones [meetings] are both ways"
    pub(super) fn inbound(touchpoint: &Touchpoint) -> bool {
        matches!(touchpoint.direction, Direction::Inbound | Direction::Both) || Self::is_meeting(touchpoint)
    }
    pub(super) fn outbound(touchpoint: &Touchpoint) -> bool {
        matches!(touchpoint.direction, Direction::Outbound | Direction::Both) || Self::is_meeting(touchpoint)
    }
    /// Who was in touch on which dates.
    pub(super) fn in_touch(&self) -> Vec<(ContactId, Day)> {
        let named =
            |(touchpoint, on): (&Touchpoint, Day)| touchpoint.contacts.iter().map(|&id| (id, on)).collect::<Vec<_>>();
        self.exchanges().into_iter().flat_map(named).collect()
    }

    // Tickets
    pub(super) fn is_open(&self, ticket: &Ticket) -> bool {
        self.on(ticket.opened_at).is_some() && self.on(ticket.closed_at).is_none()
    }
    pub(super) fn open_of(&self, severity: TicketSeverity) -> bool {
        self.facts.tickets.iter().any(|ticket| ticket.severity == severity && self.is_open(ticket))
    }
    // Customer escalations, by their opening, and whether they are open
    pub(super) fn escalations(&self) -> Vec<(Day, bool)> {
        let tickets = self.facts.tickets.iter().filter(|ticket| ticket.escalated);
        let tickets = tickets.filter_map(|ticket| Some((self.on(ticket.opened_at)?, self.is_open(ticket))));
        let touchpoints = self.facts.touchpoints.iter();
        let touchpoints = touchpoints
            .filter(|touchpoint| {
                touchpoint.purpose == Some(Purpose::Escalation) && touchpoint.state != MeetingState::Canceled
            })
            .filter_map(|touchpoint| Some((self.on(touchpoint.occurred_at)?, !touchpoint.has_outcome)));
        tickets.chain(touchpoints).collect()
    }

    // Subscriptions
    pub(super) fn is_paid(subscription: &Subscription) -> bool {
        !subscription.trial && subscription.mrr_minor.is_some_and(|mrr| mrr > 0)
    }
    pub(super) fn runs(subscription: &Subscription, on: Day) -> bool {
        subscription.started_on.is_some_and(|started| day(started) <= on)
            && subscription.ended_on.is_none_or(|ended| on < day(ended))
    }
    pub(super) fn renews_on(&self) -> Option<Day> {
        let runs_from_now_on = |subscription: &&Subscription| {
            let first = subscription.started_on.map(|started| day(started).max(self.today));
            first.is_some_and(|first| Self::runs(subscription, first))
        };
        let paid = self.facts.subscriptions.iter().filter(|subscription| Self::is_paid(subscription));
        let ends = paid.filter(runs_from_now_on).filter_map(|subscription| subscription.term_ends_on).map(day);
        ends.filter(|&on| on >= self.today).min()
    }
    // "`start` = `startedOn`, else the earliest `startedOn` of a paid subscription, else `firstSeen`"
    pub(super) fn start(&self) -> Option<Day> {
        let paid = self.facts.subscriptions.iter().filter(|subscription| Self::is_paid(subscription));
        let earliest = paid.filter_map(|subscription| subscription.started_on).min();
        self.facts.account.started_on.or(earliest).or(self.facts.first_seen).map(day)
    }
    pub(super) fn start_before_our_records(&self) -> bool {
        matches!((self.start(), self.facts.first_seen), (Some(start), Some(seen)) if day(seen) - start > 90)
    }

    // Survey answers
    pub(super) fn said(&self, response: &SurveyResponse) -> Option<Said> {
        let on = self.on(response.answered_at)?;
        let kind = response.kind?;
        let (answer, low, high, low_is_good) = match kind {
            SurveyKind::Nps => (response.answer?.0, 0, 10_000_000, false),
            _ => (response.answer?.0, response.scale_min?.0, response.scale_max?.0, response.low_is_good),
        };
        if low >= high || answer < low || answer > high {
            return None;
        }
        let gap = |a: i64, b: i64| i128::from(a) - i128::from(b);
        let over = if low_is_good { gap(high, answer) } else { gap(answer, low) };
        let value = ratio(over, gap(high, low)).half_up(1_000_000);
        let at = moment(response.answered_at?);
        Some(Said {
            contact: response.contact,
            kind: Some(kind),
            at,
            key: response.external_id.clone(),
            on,
            value,
            answer,
        })
    }
    pub(super) fn answers(&self) -> Vec<Said> {
        self.facts.survey_responses.iter().filter_map(|response| self.said(response)).collect()
    }
    // "A touchpoint's sentiment (−1 to 1) maps likewise, out of scale it does not count."
    pub(super) fn sentiments(&self) -> Vec<(&Touchpoint, Day, i64)> {
        let touchpoints = self.facts.touchpoints.iter();
        touchpoints
            .filter_map(|touchpoint| {
                let sentiment = touchpoint.sentiment.filter(|sentiment| (-1.0..=1.0).contains(sentiment))?;
                // A sentiment is a decimal of at most six digits behind the point.
                let millionths = (sentiment * 1e6).round() as i64;
                let value = (whole(millionths + 1_000_000) / whole(2_000_000)).half_up(1_000_000);
                Some((touchpoint, self.on(touchpoint.occurred_at)?, value))
            })
            .collect()
    }
    /// The latest of each contact, each without a contact by itself.
    pub(super) fn latest_of_each(said: &[Said]) -> Vec<Said> {
        let later = |a: &Said, b: &Said| (a.at, a.key.as_bytes()) > (b.at, b.key.as_bytes());
        let is_latest = |one: &&Said| {
            one.contact.is_none() || !said.iter().any(|other| other.contact == one.contact && later(other, one))
        };
        said.iter().filter(is_latest).cloned().collect()
    }

    // Goals
    /// Those that count: begun, and not abandoned.
    pub(super) fn goals(&self) -> Vec<&Goal> {
        let begun = |goal: &&Goal| goal.start_on.is_none_or(|start| self.happened(day(start)));
        self.facts.goals.iter().filter(|goal| !goal.abandoned).filter(begun).collect()
    }
    pub(super) fn goal_is(&self, goal: &Goal) -> GoalIs {
        let values: Vec<(Day, i64)> = goal
            .values
            .iter()
            .map(|value| (day(value.on), value.value.0))
            .filter(|&(on, _)| self.happened(on))
            .collect();
        let achieved = match (goal.target, goal.baseline) {
            (None, _) => self.on(goal.accepted_at),
            (Some(_), None) => None,
            (Some(Micros(target)), Some(Micros(baseline))) => {
                let reached = |value: i64| match target.cmp(&baseline) {
                    std::cmp::Ordering::Greater => value >= target,
                    std::cmp::Ordering::Less => value <= target,
                    std::cmp::Ordering::Equal => value == target,
                };
                values.iter().filter(|&&(_, value)| reached(value)).map(|&(on, _)| on).min()
            }
        };
        if let Some(on) = achieved {
            return GoalIs::Achieved(on);
        }
        if let Some(due) = goal.due_on.map(day).filter(|&due| self.today > due) {
            return GoalIs::Missed(due);
        }
        // "by its latest value (of one date the last in the list)"
        let latest =
            values.iter().enumerate().max_by_key(|&(place, &(on, _))| (on, place)).map(|(_, &(_, value))| value);
        let (Some(Micros(baseline)), Some(Micros(target)), Some(latest)) = (goal.baseline, goal.target, latest) else {
            return GoalIs::Open;
        };
        let (Some(start), Some(due)) = (goal.start_on.map(day), goal.due_on.map(day)) else {
            return GoalIs::Untold;
        };
        let elapsed: Ratio = if start == due { whole(1) } else { ramp(whole(self.today), whole(start), whole(due)) };
        let gap = |a: i64, b: i64| i128::from(a) - i128::from(b);
        let done = if target == baseline { whole(0) } else { ratio(gap(latest, baseline), gap(target, baseline)) };
        if done >= elapsed.clone() + ratio(1, 10) {
            GoalIs::Ahead
        } else if done >= elapsed - ratio(1, 10) {
            GoalIs::OnTrack
        } else {
            GoalIs::Behind
        }
    }
}
