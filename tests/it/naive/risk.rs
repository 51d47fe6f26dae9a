//! Section 7: risks. And the instants at which an answer changes (0).

use entity::enums::{
    ContactLevel, HealthBand, MeetingState, PromiseOutcome, Purpose, RenewalInfluence, RequestStatus, RiskKind, Rung,
    Seniority, Severity, TicketSeverity, TouchModel, Urgency,
};
use vitrine::domain::facts::Request;

use super::exact::ratio;
use super::health::HOUR;
use super::{Answer, Day, Moment, Page, moment};

/// What risks look at beside the facts.
pub(super) struct Found<'a> {
    pub(super) answer: &'a Answer,
    pub(super) company_side: Option<bool>,
}

fn high_from(high: bool) -> Severity {
    if high { Severity::High } else { Severity::Medium }
}

impl Page<'_> {
    pub(super) fn condition(&self, kind: RiskKind, found: &Found<'_>) -> Option<Severity> {
        let answer = found.answer;
        let high_touch = self.facts.account.touch_model == TouchModel::HighTouch;
        match kind {
            RiskKind::UnprovenSatisfaction => (answer.rung == Rung::Unproven)
                .then(|| high_from(self.start().is_some_and(|start| self.today - start >= 90))),
            RiskKind::Silent => self.silent(if high_touch { 30 } else { 60 }),
            RiskKind::UsageDrop => {
                let (now, before) = self.trend_volumes()?;
                if before.is_zero() {
                    return None;
                }
                let kept = now / before;
                (kept < ratio(75, 100)).then(|| high_from(kept < ratio(1, 2)))
            }
            RiskKind::KeyFeatureUnused => {
                let known = !self.key_features().is_empty() && self.usage_by_feature_ever();
                (known && !self.key_feature_used(self.window(0))).then_some(Severity::Medium)
            }
            RiskKind::ChampionLeft => self.champion_left().then_some(Severity::High),
            RiskKind::SingleThreaded => {
                let mut touched: Vec<_> = self
                    .in_touch()
                    .into_iter()
                    .filter(|&(_, on)| self.within(Some(on), 90))
                    .map(|(id, _)| id)
                    .collect();
                touched.sort();
                touched.dedup();
                (high_touch && touched.len() < 2).then_some(Severity::Low)
            }
            RiskKind::HandoffStalled => self.handoff_stalled(if high_touch { 3 } else { 7 }).then_some(Severity::High),
            RiskKind::RequestOverdue => {
                let overdue = self.facts.requests.iter().filter_map(|request| {
                    let due = Self::due(request).filter(|&due| self.pending(request) && self.now_at >= due)?;
                    let urgent = matches!(request.urgency, Urgency::High | Urgency::Urgent);
                    Some(high_from(urgent || self.today - due.div_euclid(24 * HOUR) as Day > 7))
                });
                overdue.max()
            }
            RiskKind::Crisis => self.crisis().then_some(Severity::Critical),
            RiskKind::PromiseMissed => {
                let missed =
                    self.facts.promises.iter().filter(|promise| promise.outcome == Some(PromiseOutcome::Missed));
                missed.into_iter().any(|promise| self.within(self.promise_ended(promise), 90)).then_some(Severity::High)
            }
            RiskKind::RenewalAtRisk => {
                let soon = self.renews_on().is_some_and(|on| on - self.today <= 90);
                let green = answer.band == HealthBand::Green;
                let intent = self.renewal_intents().into_iter().any(|said| {
                    self.today - said.on <= 180
                        && said
                            .contact
                            .is_some_and(|id| self.renewal(id) == RenewalInfluence::Owns && self.left(id).is_none())
                });
                (soon && (!green || !intent)).then(|| high_from(!green))
            }
            RiskKind::NeutralButProfitable => {
                let (Some(x), Some(y)) = (answer.x, answer.y) else { return None };
                (y >= 50 && x.abs() < 15).then_some(Severity::Medium)
            }
            RiskKind::Unprofitable => (found.company_side == Some(false)).then_some(Severity::Medium),
            RiskKind::Overdrawn => None,
            RiskKind::OverrideDisagrees => {
                let (Some(set), Some(model)) = (answer.overridden, answer.model) else { return None };
                ((set - model).abs() >= 200).then_some(Severity::Low)
            }
            RiskKind::MeetingAvoided => self.meeting_avoided().then_some(Severity::Medium),
            RiskKind::Blind => (answer.coverage < 35).then_some(Severity::Medium),
        }
    }

    fn silent(&self, days: i64) -> Option<Severity> {
        let exchanges = self.exchanges();
        let inbound = exchanges.iter().filter(|(touchpoint, _)| Self::inbound(touchpoint)).map(|&(_, on)| on);
        let tickets = self.facts.tickets.iter().filter_map(|ticket| self.on(ticket.opened_at));
        let answers = self.answers().into_iter().map(|said| said.on);
        let requests = self.facts.requests.iter().filter_map(|request| self.on(request.raised_at));
        let last = inbound.chain(tickets).chain(answers).chain(requests).max();
        let age = self.today - last.or(self.start())?;
        (age > days).then(|| high_from(age > 2 * days))
    }

    fn champion_left(&self) -> bool {
        self.facts.contacts.iter().any(|contact| {
            let Some(left) = self.left(contact.id).filter(|&on| self.within(Some(on), 90)) else { return false };
            let level = self.level(contact.id);
            if level != ContactLevel::Executive && contact.seniority != Seniority::Champion {
                return false;
            }
            !self
                .in_touch()
                .into_iter()
                .any(|(id, on)| id != contact.id && self.level(id) == level && self.left(id).is_none() && on >= left)
        })
    }

    fn handoff_stalled(&self, days: i64) -> bool {
        self.facts.handoffs.iter().any(|handoff| {
            let Some(signed) = self.on_date(handoff.signed_on) else { return false };
            let kicked_off = self
                .exchanges()
                .iter()
                .any(|&(touchpoint, on)| touchpoint.purpose == Some(Purpose::Kickoff) && on >= signed);
            self.today - signed > days && handoff.kickoff_at.is_none() && !kicked_off
        })
    }

    /// One that is raised tomorrow does not wait yet.
    pub(super) fn pending(&self, request: &Request) -> bool {
        request.raised_at.is_none_or(|at| self.on(Some(at)).is_some())
            && !matches!(request.status, RequestStatus::Closed | RequestStatus::Declined)
    }
    pub(super) fn due(request: &Request) -> Option<Moment> {
        let days = match request.urgency {
            Urgency::Urgent => 1,
            Urgency::High => 2,
            Urgency::Normal => 7,
            Urgency::Low => 14,
        };
        request.next_update_due.map(moment).or(request.raised_at.map(|at| moment(at) + days * 24 * HOUR))
    }

    fn meeting_avoided(&self) -> bool {
        let mut held: Vec<_> = self
            .planned_meetings()
            .into_iter()
            .map(|(touchpoint, _)| touchpoint)
            .filter(|touchpoint| {
                matches!(touchpoint.state, MeetingState::Kept | MeetingState::Moved | MeetingState::Missed)
            })
            .collect();
        held.sort_by_key(|touchpoint| (touchpoint.occurred_at.map(moment), touchpoint.external_id.as_bytes()));
        held.len() >= 2 && held.iter().rev().take(2).all(|touchpoint| touchpoint.state != MeetingState::Kept)
    }

    /// The earliest of the instants after now, and the next midnight.
    pub(super) fn next_review(&self) -> Moment {
        let mut instants = vec![i128::from(self.today + 1) * 24 * HOUR];
        for ticket in self.facts.tickets.iter().filter(|ticket| self.is_open(ticket)) {
            instants.extend(Self::target(ticket));
            if ticket.severity == TicketSeverity::Sev1 {
                instants.extend(ticket.opened_at.map(|at| moment(at) + 24 * HOUR));
            }
        }
        instants.extend(self.facts.requests.iter().filter(|request| self.pending(request)).filter_map(Self::due));
        instants.extend(self.standing_override().map(|set| moment(set.until)));
        instants.into_iter().filter(|&at| at > self.now_at).min().expect("midnight comes")
    }
}
