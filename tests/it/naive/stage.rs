//! Section 4: stage.

use std::collections::BTreeSet;

use entity::enums::{
    ActKind, ContactLevel, CriterionState, Department, OutcomeKind, Purpose, RecordKind, RenewalInfluence,
    RequestStatus, Rung, SurveyKind, TicketSeverity, TouchModel,
};
use entity::ids::ContactId;
use vitrine::domain::facts::AdvocacyAct;

use super::exact::{Ratio, ratio, whole};
use super::happiness::Happy;
use super::words::{GoalIs, Said};
use super::{Day, Page, day, moment};

/// Whether a criterion holds; nothing where that is not known.
type Holds = Option<bool>;

impl Page<'_> {
    fn connected(&self, kind: RecordKind) -> bool {
        self.facts.connected.contains(&kind)
    }

    pub(super) fn criteria(&self, happy: &Happy) -> Vec<(Rung, &'static str, CriterionState)> {
        use RecordKind::{AdvocacyAct, AdvocacyMembership, Goal, Handoff, SurveyResponse, Ticket, Touchpoint, Usage};
        let high_touch = self.facts.account.touch_model == TouchModel::HighTouch;
        let has = |kind| self.connected(kind);
        let handoff_rests = has(Touchpoint) && (!high_touch || has(Handoff));
        let table: [(Rung, &'static str, bool, Holds); 11] = [
            (Rung::Satisfied, "handoff", handoff_rests, Some(self.handed_off(high_touch))),
            (Rung::Satisfied, "first_usage", has(Usage), self.first_usage_reached()),
            (
                Rung::Satisfied,
                "voice",
                has(SurveyResponse) || has(Touchpoint),
                happy.score.map(|score| score > 0 && happy.voiced),
            ),
            (Rung::Satisfied, "calm", has(Ticket), Some(!self.open_of(TicketSeverity::Sev1))),
            (Rung::Loyal, "sustained", has(Usage), self.sustained()),
            (Rung::Loyal, "roi", has(Goal), Some(self.roi())),
            (Rung::Loyal, "renewal", true, self.will_renew()),
            (Rung::Advocate, "solid", has(Ticket), self.solid()),
            (Rung::Advocate, "depth", has(SurveyResponse) || has(AdvocacyAct), Some(self.deep())),
            (Rung::Advocate, "red_carpet", has(AdvocacyMembership), Some(self.red_carpet())),
            (Rung::Advocate, "act", has(AdvocacyAct), Some(!self.acts_in_365_days().is_empty())),
        ];
        table
            .into_iter()
            .map(|(rung, rule, rests, holds)| {
                let state = match holds.filter(|_| rests) {
                    Some(true) => CriterionState::Met,
                    _ if rule == "handoff" && self.start_before_our_records() => CriterionState::Waived,
                    Some(false) => CriterionState::NotMet,
                    None => CriterionState::Unknown,
                };
                (rung, rule, state)
            })
            .collect()
    }

    fn handed_off(&self, high_touch: bool) -> bool {
        let exchanges = self.exchanges();
        if !high_touch {
            return exchanges.iter().any(|(touchpoint, _)| {
                touchpoint.purpose == Some(Purpose::Onboarding) && !touchpoint.contacts.is_empty()
            });
        }
        let accepted = self.facts.handoffs.iter().any(|handoff| {
            let sales_to_cs = self.department(handoff.from) == Some(Department::Sales)
                && self.department(handoff.to) == Some(Department::Cs);
            let back = handoff.sent_back_at.filter(|_| self.on(handoff.sent_back_at).is_some());
            sales_to_cs
                && self.on(handoff.accepted_at).is_some()
                && back.is_none_or(|back| Some(moment(back)) <= handoff.accepted_at.map(moment))
        });
        let sales_took_part = exchanges.iter().any(|(touchpoint, on)| {
            self.start().is_some_and(|start| (start..=start + 60).contains(on))
                && touchpoint.members.iter().any(|&member| self.department(Some(member)) == Some(Department::Sales))
        });
        accepted && sales_took_part
    }

    fn first_usage_reached(&self) -> Holds {
        let start = self.start()?;
        if self.key_features().is_empty() || !self.usage_by_feature_ever() {
            return None;
        }
        // Between these dates neither the users nor the seats of 28 dates change.
        let mut first_dates = vec![start];
        for usage in &self.facts.usage {
            first_dates.extend([day(usage.from) - 27, day(usage.from), day(usage.from) + 1, day(usage.to)]);
        }
        for subscription in &self.facts.subscriptions {
            let dates = [subscription.started_on, subscription.ended_on].into_iter().flatten();
            first_dates.extend(dates.map(|on| day(on) - 27));
        }
        let mut known = false;
        for first in first_dates.into_iter().filter(|&first| first >= start && first + 28 <= self.today) {
            let window = (first, first + 28);
            let (Some(users), Some(seats)) = (self.active_users(window), self.seats(first + 27)) else { continue };
            known = true;
            if ratio(users, seats) >= ratio(40, 100) && self.key_feature_used(window) {
                return Some(true);
            }
        }
        known.then_some(false)
    }

    fn sustained(&self) -> Holds {
        if self.key_features().is_empty() || !self.usage_by_feature_ever() {
            return None;
        }
        let since = self.start()?.max(self.first_usage()?);
        let windows: Vec<_> = (0..13).map(|back| self.window(back)).filter(|window| window.0 >= since).collect();
        if windows.len() < 6 {
            return None;
        }
        let volumes = self.volumes(&windows);
        let mut sorted = volumes.clone();
        sorted.sort_by(|a, b| a.partial_cmp(b).expect("ratios compare"));
        let middle = sorted.len() / 2;
        let median: Ratio = if sorted.len() % 2 == 1 {
            sorted[middle].clone()
        } else {
            (sorted[middle - 1].clone() + sorted[middle].clone()) / whole(2)
        };
        let good = (0..4)
            .filter(|&back| volumes[back] >= median.clone() * ratio(90, 100) && self.key_feature_used(windows[back]));
        Some(good.count() >= 3)
    }

    fn roi(&self) -> bool {
        let achieved = self.goals().into_iter().filter(|goal| matches!(self.goal_is(goal), GoalIs::Achieved(_)));
        achieved.into_iter().any(|goal| self.within(self.on(goal.accepted_at), 365))
    }

    fn decides(&self, contact: Option<ContactId>) -> bool {
        contact.is_some_and(|id| matches!(self.renewal(id), RenewalInfluence::Owns | RenewalInfluence::Influences))
    }
    pub(super) fn renewal_intents(&self) -> Vec<Said> {
        self.answers().into_iter().filter(|said| said.kind == Some(SurveyKind::RenewalIntent)).collect()
    }

    fn renewed(&self) -> bool {
        let outcomes = self.facts.outcomes.iter();
        let dated = outcomes
            .filter_map(|outcome| Some((self.on_date(outcome.on)?, outcome.external_id.as_bytes(), outcome.kind?)));
        let Some((on, _, kind)) = dated.max_by_key(|&(on, key, _)| (on, key)) else { return false };
        let regrets = self
            .renewal_intents()
            .into_iter()
            .any(|said| said.on >= on && said.value < 400_000 && self.decides(said.contact));
        matches!(kind, OutcomeKind::Renewed | OutcomeKind::Expanded) && !regrets
    }

    fn will_renew(&self) -> Holds {
        if self.renewed() {
            return Some(true);
        }
        let deciding: Vec<ContactId> = self
            .facts
            .contacts
            .iter()
            .map(|contact| contact.id)
            .filter(|&id| self.decides(Some(id)) && self.left(id).is_none())
            .collect();
        if deciding.is_empty() {
            return None;
        }
        let recent: Vec<Said> = self.renewal_intents().into_iter().filter(|said| self.today - said.on <= 180).collect();
        let latest = Self::latest_of_each(&recent);
        let levels: BTreeSet<ContactLevel> = deciding.iter().map(|&id| self.level(id)).collect();
        Some(levels.into_iter().all(|level| {
            deciding
                .iter()
                .filter(|&&id| self.level(id) == level)
                .any(|&id| latest.iter().any(|said| said.contact == Some(id) && said.value >= 700_000))
        }))
    }

    fn solid(&self) -> Holds {
        if self.open_of(TicketSeverity::Sev1) || self.open_of(TicketSeverity::Sev2) {
            return Some(false);
        }
        let aged = |on: Option<Day>| on.is_some_and(|on| (31..=365).contains(&(self.today - on)));
        let feedback = self.facts.feedback.iter().filter(|feedback| aged(self.on(feedback.received_at)));
        let feedback = feedback
            .map(|feedback| self.on(feedback.closed_at).is_some() && self.on(feedback.customer_told_at).is_some());
        let requests = self.facts.requests.iter().filter(|request| aged(self.on(request.raised_at)));
        let requests = requests.map(|request| {
            matches!(request.status, RequestStatus::Closed | RequestStatus::Declined)
                && self.on(request.customer_told_at).is_some()
        });
        let done: Vec<bool> = feedback.chain(requests).collect();
        let good = done.iter().filter(|&&done| done).count() as i64;
        (!done.is_empty()).then(|| ratio(good, done.len() as i64) >= ratio(80, 100))
    }

    fn acts_in_365_days(&self) -> Vec<&AdvocacyAct> {
        let acts = self.facts.advocacy_acts.iter();
        let acts = acts.filter(|act| act.kind.is_some_and(|kind| kind != ActKind::Detraction));
        acts.filter(|act| self.within(self.on_date(act.on), 365)).collect()
    }

    fn deep(&self) -> bool {
        let nps = self.answers().into_iter().filter(|said| said.kind == Some(SurveyKind::Nps));
        let recent: Vec<Said> = nps.filter(|said| self.today - said.on <= 365).collect();
        let promoters = Self::latest_of_each(&recent).into_iter().filter(|said| said.answer >= 9_000_000);
        let contacts = promoters.filter_map(|said| said.contact);
        let contacts = contacts.chain(self.acts_in_365_days().into_iter().filter_map(|act| act.contact));
        let levels: BTreeSet<ContactLevel> =
            contacts.map(|id| self.level(id)).filter(|&level| level != ContactLevel::Unknown).collect();
        levels.len() >= 2 && levels.contains(&ContactLevel::Executive)
    }

    fn red_carpet(&self) -> bool {
        self.facts.advocacy_memberships.iter().any(|membership| {
            membership.joined_on.is_none_or(|on| self.happened(day(on)))
                && self.on_date(membership.left_on).is_none()
                && membership.has_motivations
        })
    }

    /// The rung, from what holds now and since when what does not.
    pub(super) fn rung(
        criteria: &[(Rung, &'static str, CriterionState)],
        before: Rung,
        failing_days: impl Fn(&str) -> i64,
    ) -> Rung {
        let holds = |state| matches!(state, CriterionState::Met | CriterionState::Waived);
        let highest = |ok: &dyn Fn(&(Rung, &'static str, CriterionState)) -> bool| {
            let all_below = |rung: &&Rung| criteria.iter().filter(|criterion| criterion.0 <= **rung).all(ok);
            Rung::ALL.iter().take_while(|rung| all_below(rung)).last().copied().unwrap_or(Rung::Unproven)
        };
        let gained = highest(&|criterion| holds(criterion.2));
        let spared = highest(&|criterion| holds(criterion.2) || failing_days(criterion.1) < 14);
        gained.max(spared.min(before))
    }
}
