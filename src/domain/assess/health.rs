//! The health score: signals weighed, points that add up exactly, caps, override, band, trend.

use entity::enums::{HealthBand, HealthComponent, Trend};

use super::case::Case;
use super::reason::{Say, reason};
use super::signal::{Known, Signal};
use super::usage::Usage;
use super::{adoption, measure, relationship, support, value, voice};
use crate::domain::assessment::{Component, Contribution, Health, Override, Reason};
use crate::domain::exact::{ONE, cut_down, cut_up, hundredths, saturate, scaled, tenths};
use crate::domain::memory::Memory;
use crate::domain::number::{Hundredths, Millionths, Tenths};
use crate::domain::policy;

/// A known signal with its weight in the whole.
struct Weighed {
    component: HealthComponent,
    name: String,
    /// Weight × share × fade.
    pull: i128,
    known: Known,
}

/// The health score, and the model's band: what memory keeps.
pub(super) fn health(
    case: &Case<'_>,
    usage: &Usage<'_>,
    memory: &Memory,
    crisis: Option<&Reason>,
) -> (Health, HealthBand) {
    let mut components = Vec::with_capacity(5);
    let mut weighed = Vec::with_capacity(24);
    let (mut known_weight, mut all_weight) = (0_i128, 0_i128);
    for &component in HealthComponent::ALL {
        let weight = case.policy.health.weights.get(&component).copied().unwrap_or_default();
        let (known, part) = weigh(component, weight, signals(case, usage, component));
        components.push(part.shown);
        known_weight += i128::from(weight.0) * part.known;
        all_weight += i128::from(weight.0) * ONE;
        weighed.extend(known);
    }
    let coverage = if all_weight > 0 { hundredths(known_weight, all_weight) } else { Hundredths(0) };
    let pull: i128 = weighed.iter().map(|signal| signal.pull).sum();
    let (raw, mut contributions) = if pull > 0 { points(weighed, pull) } else { (None, Vec::new()) };
    let model_score = raw.map(|raw| cap(case, raw, crisis, &mut contributions));
    let model_band = band(case, model_score, coverage, memory.band);
    let set = case.standing_override();
    let score = set.map(|set| Tenths(set.score.into())).or(model_score);
    let shown_band = match set.and(score) {
        Some(score) => edges(&case.policy.health, score),
        None => model_band,
    };
    let thin = i128::from(coverage.0) * ONE < i128::from(case.policy.health.thin_under.0) * 100;
    let mut reasons = Vec::new();
    if thin && set.is_none() && model_band != HealthBand::Unknown {
        let threshold = case.policy.health.thin_under.as_f64();
        let text = "Too little is known for more than YELLOW.";
        reasons.push(reason("THIN", text).seen(coverage.as_f64(), threshold).or_else("More signals known."));
    }
    reasons.extend(measure::unmapped(case));
    let health = Health {
        score,
        model_score,
        band: shown_band,
        coverage,
        trend: trend(case, model_score, memory),
        components,
        contributions,
        caps: crisis.cloned().into_iter().collect(),
        r#override: set.map(|set| Override {
            score: Tenths(set.score.into()),
            reason: set.reason.clone(),
            since: set.since,
            until: set.until,
        }),
        reasons,
    };
    (health, model_band)
}

fn signals(case: &Case<'_>, usage: &Usage<'_>, component: HealthComponent) -> Vec<Signal> {
    let mut signals = match component {
        HealthComponent::Adoption => adoption::signals(case, usage),
        HealthComponent::Voice => voice::signals(case),
        HealthComponent::Support => support::signals(case),
        HealthComponent::Value => value::signals(case),
        HealthComponent::Relationship => relationship::signals(case),
    };
    signals.extend(measure::signals(case, component));
    signals
}

struct Part {
    shown: Component,
    /// The known part of the shares, in millionths.
    known: i128,
}

/// Shares divided by their sum, and the component's own score over what is known.
fn weigh(component: HealthComponent, weight: Millionths, signals: Vec<Signal>) -> (Vec<Weighed>, Part) {
    let all: i128 = signals.iter().map(|signal| i128::from(signal.share.0)).sum();
    let share = |signal: &Signal| scaled(i128::from(signal.share.0), ONE, all);
    let (mut known, mut above, mut below) = (0_i128, 0_i128, 0_i128);
    let mut weighed = Vec::with_capacity(signals.len());
    for signal in signals {
        let share = share(&signal);
        let Some(said) = signal.known else { continue };
        known += share;
        above += share * said.fade * i128::from(said.value.0);
        below += share * said.fade;
        let pull = i128::from(weight.0) * share * said.fade;
        weighed.push(Weighed { component, name: signal.name.into_owned(), pull, known: said });
    }
    let score = (below > 0).then(|| tenths(above * 100, below * ONE));
    let coverage = hundredths(known, ONE);
    (weighed, Part { shown: Component { component, score, weight, coverage }, known })
}

/// The raw score, and the points that add up to it: cut down to tenths, what is missing given to the largest rests.
fn points(weighed: Vec<Weighed>, pull: i128) -> (Option<Tenths>, Vec<Contribution>) {
    let worth = |signal: &Weighed| signal.pull * i128::from(signal.known.value.0);
    let whole = pull * ONE;
    let total: i128 = weighed.iter().map(worth).sum();
    let raw = tenths(total * 100, whole);
    let mut cut: Vec<i128> = weighed.iter().map(|signal| cut_down(worth(signal), 1000, whole)).collect();
    let mut rests: Vec<(i128, usize)> = weighed.iter().map(|signal| worth(signal) * 1000 % whole).zip(0..).collect();
    rests.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let missing = i128::from(raw.0) - cut.iter().sum::<i128>();
    for &(_, place) in rests.iter().take(usize::try_from(missing).unwrap_or(0)) {
        cut[place] += 1;
    }
    let contribution = |(signal, points): (Weighed, i128)| Contribution {
        component: Some(signal.component),
        max_points: Tenths(saturate(cut_up(signal.pull, 1000, pull))),
        points: Tenths(saturate(points)),
        value: Some(signal.known.value),
        observed_at: signal.known.reason.observed_at,
        signal: signal.name,
        reason: signal.known.reason,
    };
    (Some(raw), weighed.into_iter().zip(cut).map(contribution).collect())
}

/// The model score after the caps that bite.
fn cap(case: &Case<'_>, raw: Tenths, crisis: Option<&Reason>, contributions: &mut Vec<Contribution>) -> Tenths {
    let ceiling = case.policy.health.crisis_cap;
    let Some(crisis) = crisis.filter(|_| raw > ceiling) else { return raw };
    contributions.push(Contribution {
        component: None,
        signal: "cap.crisis".to_owned(),
        points: ceiling - raw,
        max_points: Tenths(0),
        value: None,
        observed_at: crisis.observed_at,
        reason: crisis.clone(),
    });
    ceiling
}

fn edges(rules: &policy::Health, score: Tenths) -> HealthBand {
    if score >= rules.green_from {
        HealthBand::Green
    } else if score >= rules.yellow_from {
        HealthBand::Yellow
    } else {
        HealthBand::Red
    }
}

/// Little enough is known that the band is UNKNOWN.
pub(super) fn blind(case: &Case<'_>, coverage: Hundredths) -> bool {
    i128::from(coverage.0) * ONE < i128::from(case.policy.health.unknown_under.0) * 100
}

fn band(case: &Case<'_>, score: Option<Tenths>, coverage: Hundredths, before: Option<HealthBand>) -> HealthBand {
    let rules = &case.policy.health;
    let Some(score) = score.filter(|_| !blind(case, coverage)) else { return HealthBand::Unknown };
    let stays = match before {
        Some(HealthBand::Green) => score >= rules.green_left_under,
        Some(HealthBand::Yellow) => score >= rules.yellow_left_under && score < rules.yellow_left_from,
        Some(HealthBand::Red) => score < rules.red_left_from,
        Some(HealthBand::Unknown) | None => false,
    };
    let band = before.filter(|_| stays).unwrap_or_else(|| edges(rules, score));
    let thin = i128::from(coverage.0) * ONE < i128::from(rules.thin_under.0) * 100;
    if thin && band == HealthBand::Green { HealthBand::Yellow } else { band }
}

fn trend(case: &Case<'_>, score: Option<Tenths>, memory: &Memory) -> Trend {
    let rules = &case.policy.health;
    let old = |&(&date, _): &(&chrono::NaiveDate, &Tenths)| {
        (rules.trend_from_days..=rules.trend_to_days).contains(&case.age(date))
    };
    let before = memory.scores.iter().rev().find(old).map(|(_, &score)| score);
    let (Some(now), Some(before)) = (score, before) else { return Trend::Unknown };
    let difference = now - before;
    if difference >= rules.trend_points {
        Trend::Up
    } else if difference.0 <= -rules.trend_points.0 {
        Trend::Down
    } else {
        Trend::Flat
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use entity::enums::{HealthBand, SurveyKind, TicketSeverity, Trend};

    use super::super::assess;
    use super::super::fixture::{ago, answered, assessed, facts, noon, now, ticket};
    use crate::domain::facts::{Facts, HealthOverride};
    use crate::domain::memory::Memory;
    use crate::domain::number::{Hundredths, Tenths};
    use crate::domain::policy::Policy;

    #[test]
    fn adds_up_exactly_and_knows_what_it_does_not_know() {
        let shown = assessed(&facts()).health;
        assert_eq!((shown.score, shown.coverage), (Some(Tenths(0)), Hundredths(5)), "first value is overdue");
        assert_eq!(shown.band, HealthBand::Unknown);
        let mut account = Facts { survey_responses: vec![answered(SurveyKind::Nps, 7, 3, None)], ..facts() };
        account.tickets = vec![ticket(TicketSeverity::Sev2, noon(1))];
        let shown = assessed(&account).health;
        let sum: i64 = shown.contributions.iter().map(|contribution| contribution.points.0).sum();
        assert_eq!(shown.model_score, Some(Tenths(sum)));
        let names: Vec<&str> = shown.contributions.iter().map(|contribution| contribution.signal.as_str()).collect();
        assert_eq!(names, ["nps", "crisis", "late", "first_value"]);
        assert_eq!(shown.components[4].score, None);
    }

    #[test]
    fn caps_a_crisis_from_the_instant_it_is_one() {
        let mut account = Facts { survey_responses: vec![answered(SurveyKind::Nps, 10, 0, None)], ..facts() };
        account.account.first_value_at = Some(noon(350));
        account.tickets = vec![ticket(TicketSeverity::Sev1, now() - TimeDelta::hours(23))];
        let (calm, memory) = assess(&account, &Memory::default(), &Policy::default(), now());
        assert_eq!(calm.health.caps, []);
        assert_eq!(calm.next_review_at, now() + TimeDelta::hours(1));
        let (crisis, _) = assess(&account, &memory, &Policy::default(), calm.next_review_at);
        assert_eq!(crisis.health.caps.len(), 1);
        assert_eq!(crisis.health.model_score, Some(Tenths(400)));
        let last = crisis.health.contributions.last().unwrap();
        assert_eq!((last.signal.as_str(), last.max_points, last.value), ("cap.crisis", Tenths(0), None));
        let sum: i64 = crisis.health.contributions.iter().map(|contribution| contribution.points.0).sum();
        assert_eq!(sum, 400);
    }

    #[test]
    fn shows_an_override_until_its_end() {
        let set = |until| HealthOverride { score: 900, reason: "r".to_owned(), since: noon(1), until };
        let account = Facts { health_override: Some(set(now() + TimeDelta::minutes(5))), ..facts() };
        let shown = assessed(&account);
        assert_eq!((shown.health.score, shown.health.model_score), (Some(Tenths(900)), Some(Tenths(0))));
        assert_eq!(shown.health.band, HealthBand::Green, "by the edges alone");
        assert_eq!(shown.next_review_at, now() + TimeDelta::minutes(5));
        let ended = assessed(&Facts { health_override: Some(set(now())), ..facts() });
        assert_eq!((ended.health.score, ended.health.r#override), (Some(Tenths(0)), None));
    }

    #[test]
    fn keeps_its_band_within_the_margins() {
        let policy = Policy::default();
        let account = facts();
        let case = super::Case::new(&account, &policy, now());
        let band = |score, before| super::band(&case, Some(Tenths(score)), Hundredths(80), before);
        assert_eq!(band(670, Some(HealthBand::Green)), HealthBand::Green);
        assert_eq!(band(669, Some(HealthBand::Green)), HealthBand::Yellow);
        assert_eq!(band(729, Some(HealthBand::Yellow)), HealthBand::Yellow);
        assert_eq!(band(730, Some(HealthBand::Yellow)), HealthBand::Green);
        assert_eq!(band(419, Some(HealthBand::Yellow)), HealthBand::Red);
        assert_eq!(band(479, Some(HealthBand::Red)), HealthBand::Red);
        assert_eq!(band(480, Some(HealthBand::Red)), HealthBand::Yellow);
        assert_eq!(band(700, None), HealthBand::Green);
        assert_eq!(super::band(&case, Some(Tenths(900)), Hundredths(49), None), HealthBand::Yellow);
        assert_eq!(super::band(&case, Some(Tenths(900)), Hundredths(34), None), HealthBand::Unknown);
        assert_eq!(super::band(&case, Some(Tenths(900)), Hundredths(50), None), HealthBand::Green);
    }

    #[test]
    fn looks_back_a_month() {
        let policy = Policy::default();
        let account = facts();
        let case = super::Case::new(&account, &policy, now());
        let trend = |days, score| {
            let scores = [(ago(days), Tenths(500)), (ago(38), Tenths(0))].into_iter().collect();
            super::trend(&case, Some(Tenths(score)), &Memory { scores, ..Memory::default() })
        };
        assert_eq!(trend(30, 550), Trend::Up);
        assert_eq!(trend(37, 549), Trend::Flat);
        assert_eq!(trend(37, 450), Trend::Down);
        assert_eq!(trend(29, 450), Trend::Unknown);
    }
}
