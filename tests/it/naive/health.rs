//! Section 1: health.

use std::collections::BTreeSet;

use entity::enums::{
    ContactLevel, HealthBand, HealthComponent, MeetingState, SurveyKind, TicketSeverity, TouchModel, Trend,
};
use vitrine::domain::facts::{HealthOverride, Measure, Ticket};

use super::exact::{Ratio, micros, ramp, ratio, whole};
use super::policy::Reading;
use super::words::{GoalIs, Said};
use super::{Page, fade, moment};

pub(super) const HOUR: i128 = 3_600_000_000_000;

/// A signal: nothing known, or value and fade in millionths.
#[derive(Clone, Debug)]
pub(super) struct Signal {
    pub(super) component: HealthComponent,
    pub(super) name: String,
    pub(super) share: i64,
    pub(super) known: Option<(i64, i64)>,
    /// How many records it rests on, where the page fixes that.
    pub(super) evidence: Option<usize>,
}

pub(super) fn weight(component: HealthComponent) -> i64 {
    match component {
        HealthComponent::Adoption => 30,
        HealthComponent::Voice => 25,
        HealthComponent::Support => 15,
        HealthComponent::Value => 20,
        HealthComponent::Relationship => 10,
    }
}

fn value(exact: &Ratio) -> i64 {
    exact.half_up(1_000_000)
}

impl Page<'_> {
    // ADOPTION
    fn active(&self) -> Option<i64> {
        let users = self.active_users(self.window(0))?;
        let seats = self.seats(self.today - 1)?;
        Some(value(&ratio(users, seats).clamp(whole(0), whole(1))))
    }
    pub(super) fn trend_volumes(&self) -> Option<(Ratio, Ratio)> {
        if self.today - self.first_usage()? < 56 {
            return None;
        }
        let volumes = self.volumes(&[self.window(0), self.window(1)]);
        Some((volumes[0].clone(), volumes[1].clone()))
    }
    fn kept_up(now: Ratio, before: Ratio) -> i64 {
        if before.is_zero() {
            return if now.is_zero() { 0 } else { 1_000_000 };
        }
        value(&ramp(now / before, ratio(1, 2), whole(1)))
    }
    fn usage_trend(&self) -> Option<i64> {
        let (now, before) = self.trend_volumes()?;
        Some(Self::kept_up(now, before))
    }
    fn breadth(&self) -> Option<i64> {
        if self.key_features().is_empty() || !self.usage_by_feature_ever() {
            return None;
        }
        let entitled = self.entitled_key_features(self.today - 1);
        let used = entitled.iter().filter(|feature| self.feature_used(feature, self.window(0))).count();
        Some(value(&ratio(used as i64, entitled.len() as i64)))
    }
    fn usage_depth(&self) -> Option<i64> {
        let now = self.depth(self.window(0))?;
        let before = self.depth((self.today - 28 - 84, self.today - 28))?;
        Some(Self::kept_up(now, before))
    }

    // VOICE
    fn voice(&self, said: Vec<Said>) -> (Option<(i64, i64)>, usize) {
        let recent: Vec<Said> = said.into_iter().filter(|said| self.today - said.on <= 365).collect();
        let latest = Self::latest_of_each(&recent);
        let (mut over, mut under, mut greatest) = (0_i128, 0_i128, 0);
        for said in &latest {
            let faded = fade(self.today - said.on, 90);
            let weight = i128::from(self.influence(said.contact)) * i128::from(faded);
            over += weight * i128::from(said.value);
            under += weight;
            greatest = greatest.max(faded);
        }
        let known = (under > 0).then(|| (ratio(over, under).half_up(1), greatest));
        (known, latest.len())
    }
    fn voice_of(&self, kind: SurveyKind) -> (Option<(i64, i64)>, usize) {
        self.voice(self.answers().into_iter().filter(|said| said.kind == Some(kind)).collect())
    }
    fn voice_of_sentiment(&self) -> (Option<(i64, i64)>, usize) {
        let mut said = Vec::new();
        for (touchpoint, on, value) in self.sentiments() {
            let Some(at) = touchpoint.occurred_at.map(moment) else { continue };
            let one = |contact| Said {
                contact,
                kind: None,
                at,
                key: touchpoint.external_id.clone(),
                on,
                value,
                answer: value,
            };
            if touchpoint.contacts.is_empty() {
                said.push(one(None));
            }
            said.extend(touchpoint.contacts.iter().map(|&id| one(Some(id))));
        }
        self.voice(said)
    }

    // SUPPORT
    fn any_ticket(&self) -> bool {
        self.facts.tickets.iter().any(|ticket| {
            self.within(self.on(ticket.opened_at), 365)
                || self.within(self.on(ticket.closed_at), 365)
                || self.is_open(ticket)
        })
    }
    fn crisis_signal(&self) -> Option<i64> {
        if !self.any_ticket() {
            return None;
        }
        Some(match (self.open_of(TicketSeverity::Sev1), self.open_of(TicketSeverity::Sev2)) {
            (true, _) => 0,
            (false, true) => 500_000,
            (false, false) => 1_000_000,
        })
    }
    pub(super) fn target(ticket: &Ticket) -> Option<i128> {
        let hours = match ticket.severity {
            TicketSeverity::Sev1 => 4,
            TicketSeverity::Sev2 => 24,
            TicketSeverity::Sev3 => 5 * 24,
            TicketSeverity::Sev4 => 15 * 24,
        };
        ticket.target_at.map(moment).or(ticket.opened_at.map(|at| moment(at) + hours * HOUR))
    }
    fn late(&self) -> Option<i64> {
        if !self.any_ticket() {
            return None;
        }
        let open: Vec<&Ticket> = self.facts.tickets.iter().filter(|ticket| self.is_open(ticket)).collect();
        if open.is_empty() {
            return Some(1_000_000);
        }
        let past =
            open.iter().filter(|ticket| Self::target(ticket).is_some_and(|target| self.now_at >= target)).count();
        Some(value(&ratio((open.len() - past) as i64, open.len() as i64)))
    }
    fn closed_in_90_days(&self) -> Vec<&Ticket> {
        self.facts.tickets.iter().filter(|ticket| self.within(self.on(ticket.closed_at), 90)).collect()
    }
    fn first_contact(&self) -> Option<i64> {
        let known: Vec<bool> =
            self.closed_in_90_days().iter().filter_map(|ticket| ticket.first_contact_resolved).collect();
        let solved = known.iter().filter(|&&solved| solved).count();
        (!known.is_empty()).then(|| value(&ratio(solved as i64, known.len() as i64)))
    }
    fn reopened(&self) -> Option<i64> {
        let closed = self.closed_in_90_days();
        let calm = closed.iter().filter(|ticket| ticket.reopens <= 0).count();
        (!closed.is_empty()).then(|| value(&ratio(calm as i64, closed.len() as i64)))
    }

    // VALUE
    fn goals_signal(&self) -> (Option<i64>, usize) {
        let (mut good, mut all) = (0, 0);
        for goal in self.goals() {
            let counted = match self.goal_is(goal) {
                GoalIs::Achieved(on) => self.within(Some(on), 365).then_some(true),
                GoalIs::Missed(on) => self.within(Some(on), 365).then_some(false),
                GoalIs::Ahead | GoalIs::OnTrack => Some(true),
                GoalIs::Behind => Some(false),
                GoalIs::Open | GoalIs::Untold => None,
            };
            all += i64::from(counted.is_some());
            good += i64::from(counted == Some(true));
        }
        ((all > 0).then(|| value(&ratio(good, all))), all as usize)
    }
    fn first_value(&self) -> Option<i64> {
        let start = self.start()?;
        match self.on(self.facts.account.first_value_at) {
            Some(on) if on - start <= 90 => Some(1_000_000),
            Some(_) => Some(500_000),
            None if self.start_before_our_records() => None,
            None => (self.today - start > 90).then_some(0),
        }
    }
    fn accepted(&self) -> Option<i64> {
        let goals = self.goals();
        let accepted = goals.iter().any(|goal| self.within(self.on(goal.accepted_at), 180));
        (!goals.is_empty()).then_some(if accepted { 1_000_000 } else { 0 })
    }

    // RELATIONSHIP
    fn any_touchpoint(&self) -> bool {
        self.facts.touchpoints.iter().any(|touchpoint| self.on(touchpoint.occurred_at).is_some())
    }
    fn two_way(&self) -> Option<i64> {
        if !self.any_touchpoint() {
            return None;
        }
        let days = if self.facts.account.touch_model == TouchModel::HighTouch { 30 } else { 90 };
        let recent: Vec<_> = self.exchanges().into_iter().filter(|&(_, on)| self.within(Some(on), days)).collect();
        let inbound = recent.iter().any(|(touchpoint, _)| Self::inbound(touchpoint));
        let outbound = recent.iter().any(|(touchpoint, _)| Self::outbound(touchpoint));
        Some(500_000 * (i64::from(inbound) + i64::from(outbound)))
    }
    fn levels(&self) -> Option<i64> {
        let has_level = self.facts.contacts.iter().any(|contact| self.level(contact.id) != ContactLevel::Unknown);
        if !has_level || !self.any_touchpoint() {
            return None;
        }
        let recent = self.in_touch().into_iter().filter(|&(_, on)| self.within(Some(on), 90));
        let levels: BTreeSet<ContactLevel> =
            recent.map(|(id, _)| self.level(id)).filter(|&level| level != ContactLevel::Unknown).collect();
        Some(value(&ratio(levels.len() as i64, 3)))
    }
    fn meetings(&self) -> Option<i64> {
        let recent = self.planned_meetings().into_iter().filter(|&(_, on)| self.within(Some(on), 90));
        let states: Vec<MeetingState> = recent.map(|(touchpoint, _)| touchpoint.state).collect();
        let count = |state| states.iter().filter(|&&other| other == state).count() as i64;
        let kept = count(MeetingState::Kept);
        let all = kept + count(MeetingState::Moved) + count(MeetingState::Missed);
        (all > 0).then(|| value(&ratio(kept, all)))
    }

    // Measures
    /// "the latest record that has one" of a key.
    fn latest_measure(&self, key: &str) -> Option<&Measure> {
        let has_one =
            |measure: &&Measure| measure.number.is_some() || measure.word.as_ref().is_some_and(|word| !word.is_empty());
        let records = self.facts.measures.iter().filter(|measure| measure.key == key);
        let records = records.filter(|measure| self.on(Some(measure.observed_at)).is_some()).filter(has_one);
        records.max_by_key(|measure| (moment(measure.observed_at), measure.external_id.as_bytes()))
    }
    pub(super) fn measured(&self, key: &str, reading: &Reading) -> Option<(i64, i64)> {
        let measure = self.latest_measure(key)?;
        let value = match reading {
            Reading::Scale(low, high) => value(&ramp(micros(measure.number?.0), micros(*low), micros(*high))),
            Reading::Map(map) => *map.get(measure.word.as_ref()?)?,
        };
        Some((value, self.today - self.on(Some(measure.observed_at))?))
    }

    pub(super) fn signals(&self) -> Vec<Signal> {
        use HealthComponent::{Adoption, Relationship, Support, Value, Voice};
        let plain = |value: Option<i64>| (value.map(|value| (value, 1_000_000)), None);
        let counted = |(known, count): (Option<(i64, i64)>, usize)| (known, Some(count));
        let table = [
            (Adoption, "active", 350_000, plain(self.active())),
            (Adoption, "trend", 250_000, plain(self.usage_trend())),
            (Adoption, "breadth", 250_000, plain(self.breadth())),
            (Adoption, "depth", 150_000, plain(self.usage_depth())),
            (Voice, "nps", 350_000, counted(self.voice_of(SurveyKind::Nps))),
            (Voice, "csat", 250_000, counted(self.voice_of(SurveyKind::Csat))),
            (Voice, "ces", 150_000, counted(self.voice_of(SurveyKind::Ces))),
            (Voice, "onboarding", 100_000, counted(self.voice_of(SurveyKind::Onboarding))),
            (Voice, "sentiment", 150_000, (self.voice_of_sentiment().0, None)),
            (Support, "crisis", 400_000, plain(self.crisis_signal())),
            (Support, "late", 200_000, plain(self.late())),
            (Support, "fcr", 200_000, plain(self.first_contact())),
            (Support, "reopened", 200_000, plain(self.reopened())),
            (Value, "goals", 500_000, {
                let (value, count) = self.goals_signal();
                (plain(value).0, Some(count))
            }),
            (Value, "first_value", 250_000, plain(self.first_value())),
            (Value, "accepted", 250_000, plain(self.accepted())),
            (Relationship, "two_way", 400_000, plain(self.two_way())),
            (Relationship, "levels", 400_000, plain(self.levels())),
            (Relationship, "meetings", 200_000, plain(self.meetings())),
        ];
        let mut signals = Vec::new();
        for &component in HealthComponent::ALL {
            let own = table.iter().filter(|row| row.0 == component);
            let own = own.map(|&(component, name, share, (known, evidence))| Signal {
                component,
                name: name.to_owned(),
                share,
                known,
                evidence,
            });
            let added = self.policy.measures.iter().filter(|measure| measure.component == component);
            let added = added.map(|measure| Signal {
                component,
                name: format!("measure.{}", measure.key),
                share: measure.share,
                known: self
                    .measured(&measure.key, &measure.reading)
                    .map(|(value, age)| (value, measure.half_life.map_or(1_000_000, |half_life| fade(age, half_life)))),
                evidence: None,
            });
            let mut together: Vec<Signal> = own.chain(added).collect();
            // "A component's shares are divided by their sum when a policy adds measures to it."
            let sum: i64 = together.iter().map(|signal| signal.share).sum();
            for signal in &mut together {
                signal.share = ratio(signal.share, sum).half_up(1_000_000);
            }
            signals.extend(together);
        }
        signals
    }

    /// W, in millionths.
    fn w(signal: &Signal) -> i128 {
        i128::from(weight(signal.component)) * i128::from(signal.share)
    }

    /// raw = 100 · Σ W·fade·v / Σ W·fade, exact; nothing without a known signal.
    pub(super) fn raw(signals: &[&Signal]) -> Option<Ratio> {
        let (mut over, mut under) = (0_i128, 0_i128);
        for signal in signals {
            if let Some((value, fade)) = signal.known {
                over += Self::w(signal) * i128::from(fade) * i128::from(value);
                under += Self::w(signal) * i128::from(fade);
            }
        }
        (under > 0).then(|| whole(100) * ratio(over, under) / whole(1_000_000))
    }

    /// Σ W of what is known / the weights of the components.
    pub(super) fn coverage(signals: &[&Signal], components: &[HealthComponent]) -> i64 {
        let known: i128 = signals.iter().filter(|signal| signal.known.is_some()).map(|signal| Self::w(signal)).sum();
        let all: i64 = components.iter().map(|&component| weight(component)).sum();
        (ratio(known, 1_000_000) / whole(all)).half_up(100)
    }

    /// Points and maxPoints of each known signal, in tenths.
    pub(super) fn points(signals: &[Signal]) -> Vec<(&Signal, i64, i64)> {
        let Some(raw) = Self::raw(&signals.iter().collect::<Vec<_>>()) else { return Vec::new() };
        let known: Vec<&Signal> = signals.iter().filter(|signal| signal.known.is_some()).collect();
        let part = |signal: &Signal| Self::w(signal) * i128::from(signal.known.map_or(0, |(_, fade)| fade));
        let under: i128 = known.iter().map(|signal| part(signal)).sum();
        let exact = |signal: &Signal, value: i64| whole(100) * ratio(part(signal), under) * micros(value);
        let mut rows: Vec<(&Signal, i64, i64, Ratio)> = Vec::new();
        for signal in known {
            let points = exact(signal, signal.known.map_or(0, |(value, _)| value));
            let cut = points.floor(10);
            rows.push((signal, cut, exact(signal, 1_000_000).ceil(10), points - ratio(cut, 10)));
        }
        let missing = raw.half_up(10) - rows.iter().map(|row| row.1).sum::<i64>();
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by(|&a, &b| rows[b].3.partial_cmp(&rows[a].3).expect("ratios compare").then(a.cmp(&b)));
        for &place in order.iter().take(usize::try_from(missing).expect("what was cut is missing")) {
            rows[place].1 += 1;
        }
        rows.into_iter().map(|(signal, points, most, _)| (signal, points, most)).collect()
    }

    // 1.5
    pub(super) fn crisis(&self) -> bool {
        let old = |ticket: &Ticket| ticket.opened_at.is_some_and(|at| self.now_at >= moment(at) + 24 * HOUR);
        let tickets = self.facts.tickets.iter().filter(|ticket| ticket.severity == TicketSeverity::Sev1);
        tickets.filter(|ticket| self.is_open(ticket)).any(old) || self.escalations().iter().any(|&(_, open)| open)
    }

    // 1.6
    pub(super) fn standing_override(&self) -> Option<&HealthOverride> {
        let set = self.facts.health_override.as_ref()?;
        (self.on(Some(set.since)).is_some() && self.now_at < moment(set.until)).then_some(set)
    }

    // 1.7
    pub(super) fn edges(score: i64) -> HealthBand {
        match score {
            700.. => HealthBand::Green,
            450.. => HealthBand::Yellow,
            _ => HealthBand::Red,
        }
    }
    pub(super) fn model_band(&self, score: Option<i64>, coverage: i64) -> HealthBand {
        let Some(score) = score.filter(|_| coverage >= 35) else { return HealthBand::Unknown };
        let stays = match self.memory.band {
            Some(HealthBand::Green) => score >= 670,
            Some(HealthBand::Yellow) => (420..730).contains(&score),
            Some(HealthBand::Red) => score < 480,
            _ => false,
        };
        let band = match self.memory.band {
            Some(band) if stays => band,
            _ => Self::edges(score),
        };
        if coverage < 50 && band == HealthBand::Green { HealthBand::Yellow } else { band }
    }

    // 1.8
    pub(super) fn score_trend(&self, score: Option<i64>) -> Trend {
        let remembered = (30..=37).find_map(|age| self.memory.scores.get(&(self.today - age))).copied();
        match (score, remembered) {
            (Some(score), Some(before)) if score - before >= 50 => Trend::Up,
            (Some(score), Some(before)) if score - before <= -50 => Trend::Down,
            (Some(_), Some(_)) => Trend::Flat,
            _ => Trend::Unknown,
        }
    }
}
