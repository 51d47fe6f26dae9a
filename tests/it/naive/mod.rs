//! The rules a second time: slow, one function per sentence of the page, and written from the page alone. The fast
//! implementation must agree with it, over random facts and days.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panics")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "counts of a few records, and numbers that the page bounds"
)]
#![allow(clippy::too_many_lines, clippy::type_complexity, reason = "a table of the page is one list")]

mod agree;
mod chance;
mod exact;
mod examples;
mod groups;
mod happiness;
mod health;
mod policy;
mod promises;
mod quadrant;
mod risk;
mod stage;
mod usage;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use entity::enums::{
    AccountStatus, CriterionState, HappinessLabel, HealthBand, HealthComponent, QuadrantName, RiskKind, RiskState,
    Rung, Severity, Trend,
};
use proptest::prelude::ProptestConfig;
use vitrine::domain::assessment::Assessment;
use vitrine::domain::facts::Facts;

use self::health::Signal;
use self::policy::Policy;
use self::risk::Found;

/// Days since 1970-01-01.
type Day = i64;
/// Nanoseconds since then.
type Moment = i128;

const FIRST_DAY: i64 = 719_163;

fn day(date: NaiveDate) -> Day {
    i64::from(date.num_days_from_ce()) - FIRST_DAY
}

fn date(day: Day) -> NaiveDate {
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(day + FIRST_DAY).unwrap()).unwrap()
}

fn moment(at: DateTime<Utc>) -> Moment {
    i128::from(at.timestamp()) * 1_000_000_000 + i128::from(at.timestamp_subsec_nanos())
}

fn datetime(at: Moment) -> DateTime<Utc> {
    let (seconds, nanos) = (at.div_euclid(1_000_000_000), at.rem_euclid(1_000_000_000));
    DateTime::from_timestamp(i64::try_from(seconds).unwrap(), u32::try_from(nanos).unwrap()).unwrap()
}

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, max_shrink_iters: 4_000, ..ProptestConfig::default() }
}

fn fast(policy: &Policy) -> vitrine::domain::policy::Policy {
    vitrine::domain::policy::Policy::from_fragment(&policy.fragment()).expect("the fragment is a policy")
}

/// The facts that stand at a step: each set for as many steps as the others.
fn standing(sets: &[Facts], step: usize, steps: usize) -> &Facts {
    &sets[step * sets.len() / steps.max(1)]
}

/// 2^(−age / half life) in millionths, half up; under a millionth it counts as a millionth.
fn fade(age: i64, half_life: i64) -> i64 {
    (((-age as f64 / half_life as f64).exp2() * 1e6 + 0.5).floor() as i64).max(1)
}

/// What the assessment before left behind.
#[derive(Clone, Debug, Default)]
struct Memory {
    band: Option<HealthBand>,
    rung: Option<(Rung, DateTime<Utc>)>,
    failing: BTreeMap<&'static str, Day>,
    customer: Option<bool>,
    company: Option<bool>,
    quadrant: Option<(QuadrantName, DateTime<Utc>)>,
    risks: BTreeMap<RiskKind, DateTime<Utc>>,
    scores: BTreeMap<Day, i64>,
}

/// The facts, and the page that is read against them.
struct Page<'a> {
    facts: &'a Facts,
    memory: &'a Memory,
    policy: &'a Policy,
    now: DateTime<Utc>,
    now_at: Moment,
    today: Day,
}

/// What the page fixes of an answer; numbers are whole tenths, hundredths and millionths.
#[derive(Clone, Debug, PartialEq)]
struct Answer {
    next_review_at: DateTime<Utc>,
    score: Option<i64>,
    model: Option<i64>,
    band: HealthBand,
    coverage: i64,
    trend: Trend,
    components: Vec<(HealthComponent, Option<i64>, i64)>,
    /// Component, signal, points, maxPoints, value.
    contributions: Vec<(Option<HealthComponent>, String, i64, i64, Option<i64>)>,
    /// How many records a signal rests on, where the page fixes it.
    counts: BTreeMap<String, u32>,
    caps: usize,
    overridden: Option<i64>,
    health_rules: BTreeSet<String>,
    happiness: Option<i64>,
    label: HappinessLabel,
    confidence: i64,
    quadrant: QuadrantName,
    quadrant_since: Option<DateTime<Utc>>,
    x: Option<i64>,
    y: Option<i64>,
    level: Option<i64>,
    recoverable: bool,
    months: u32,
    quadrant_rules: BTreeSet<String>,
    rung: Rung,
    rung_since: DateTime<Utc>,
    criteria: Vec<(Rung, String, CriterionState, Option<NaiveDate>)>,
    next: Vec<String>,
    progress: Vec<(Rung, u32, u32, i64)>,
    risks: Vec<(RiskKind, Severity, RiskState, DateTime<Utc>)>,
}

const HEALTH_RULES: [&str; 2] = ["THIN", "NOT_A_CUSTOMER"];
const QUADRANT_RULES: [&str; 5] = ["TOO_YOUNG", "NO_RATE", "NO_COST", "NO_REVENUE", "NOT_A_CUSTOMER"];
/// Signals whose evidence the page counts: the answers that are averaged, the goals that are shared out.
const COUNTED: [&str; 5] = ["nps", "csat", "ces", "onboarding", "goals"];

fn rules<'a>(found: impl IntoIterator<Item = &'a str>, known: &[&str]) -> BTreeSet<String> {
    found.into_iter().filter(|rule| known.contains(rule)).map(str::to_owned).collect()
}

impl Answer {
    /// The same of what the fast implementation said.
    fn seen(assessment: &Assessment) -> Self {
        let (health, happiness) = (&assessment.health, &assessment.happiness);
        let (quadrant, stage) = (&assessment.quadrant, &assessment.stage);
        let y = quadrant.company_happiness.map(|y| y.0);
        let quadrant_rules = quadrant.reasons.iter().map(|reason| reason.rule.as_str());
        Self {
            next_review_at: assessment.next_review_at,
            score: health.score.map(|score| score.0),
            model: health.model_score.map(|score| score.0),
            band: health.band,
            coverage: health.coverage.0,
            trend: health.trend,
            components: health
                .components
                .iter()
                .map(|part| (part.component, part.score.map(|score| score.0), part.coverage.0))
                .collect(),
            contributions: health
                .contributions
                .iter()
                .map(|line| {
                    let value = line.value.map(|value| value.0);
                    (line.component, line.signal.clone(), line.points.0, line.max_points.0, value)
                })
                .collect(),
            counts: health
                .contributions
                .iter()
                .filter(|line| COUNTED.contains(&line.signal.as_str()))
                .map(|line| (line.signal.clone(), line.reason.evidence_count))
                .collect(),
            caps: health.caps.len(),
            overridden: health.r#override.as_ref().map(|set| set.score.0),
            health_rules: rules(health.reasons.iter().map(|reason| reason.rule.as_str()), &HEALTH_RULES),
            happiness: happiness.score.map(|score| score.0),
            label: happiness.label,
            confidence: happiness.confidence.0,
            quadrant: quadrant.name,
            quadrant_since: quadrant.since,
            x: quadrant.customer_happiness.map(|x| x.0),
            y,
            level: quadrant.level.map(|level| level.0),
            recoverable: quadrant.recoverable,
            months: quadrant.months_in_quadrant,
            quadrant_rules: if y.is_none() { rules(quadrant_rules, &QUADRANT_RULES) } else { BTreeSet::new() },
            rung: stage.rung,
            rung_since: stage.since,
            criteria: stage
                .criteria
                .iter()
                .map(|criterion| (criterion.rung, criterion.rule.clone(), criterion.state, criterion.failing_since))
                .collect(),
            next: stage.next.iter().map(|criterion| criterion.rule.clone()).collect(),
            progress: stage
                .progress
                .iter()
                .map(|progress| (progress.rung, progress.met, progress.total, progress.share.0))
                .collect(),
            risks: assessment.risks.iter().map(|risk| (risk.kind, risk.severity, risk.state, risk.since)).collect(),
        }
    }

    /// The fields that differ, one a line; empty where all agree.
    fn against(&self, other: &Self) -> String {
        let mut lines = String::new();
        macro_rules! fields {
            ($($field:ident)+) => {$(
                if self.$field != other.$field {
                    lines += &format!("{}:\n  page {:?}\n  fast {:?}\n", stringify!($field), self.$field, other.$field);
                }
            )+};
        }
        fields! {
            next_review_at score model band coverage trend components contributions counts caps overridden health_rules
            happiness label confidence quadrant quadrant_since x y level recoverable months quadrant_rules rung
            rung_since criteria next progress risks
        }
        lines
    }
}

/// What the page answers.
fn read(facts: &Facts, memory: &Memory, policy: &Policy, now: DateTime<Utc>) -> (Answer, Memory) {
    let page = Page { facts, memory, policy, now, now_at: moment(now), today: day(now.date_naive()) };
    match facts.account.status {
        AccountStatus::Coming | AccountStatus::Customer | AccountStatus::Canceled => page.assessed(),
        AccountStatus::Prospect | AccountStatus::Lost => page.not_a_customer(),
    }
}

impl Page<'_> {
    /// "Others: score null, band, trend, label and quadrant UNKNOWN, …"
    fn not_a_customer(&self) -> (Answer, Memory) {
        let rung_since = self.since(self.memory.rung, Rung::Unproven);
        let because: BTreeSet<String> = ["NOT_A_CUSTOMER".to_owned()].into();
        let answer = Answer {
            next_review_at: datetime(i128::from(self.today + 1) * 24 * health::HOUR),
            score: None,
            model: None,
            band: HealthBand::Unknown,
            coverage: 0,
            trend: Trend::Unknown,
            components: Vec::new(),
            contributions: Vec::new(),
            counts: BTreeMap::new(),
            caps: 0,
            overridden: None,
            health_rules: because.clone(),
            happiness: None,
            label: HappinessLabel::Unknown,
            confidence: 0,
            quadrant: QuadrantName::Unknown,
            quadrant_since: None,
            x: None,
            y: None,
            level: None,
            recoverable: false,
            months: 0,
            quadrant_rules: because,
            rung: Rung::Unproven,
            rung_since,
            criteria: Vec::new(),
            next: Vec::new(),
            progress: Vec::new(),
            risks: Vec::new(),
        };
        (answer, Memory { rung: Some((Rung::Unproven, rung_since)), ..Memory::default() })
    }

    /// "A `since` is the `now` of the assessment that found it."
    fn since<T: PartialEq + Copy>(&self, remembered: Option<(T, DateTime<Utc>)>, found: T) -> DateTime<Utc> {
        remembered.filter(|(before, _)| *before == found).map_or(self.now, |(_, since)| since)
    }

    fn assessed(&self) -> (Answer, Memory) {
        let signals = self.signals();
        let all: Vec<&Signal> = signals.iter().collect();
        let raw = Self::raw(&all).map(|raw| raw.half_up(10));
        let crisis = self.crisis();
        let model = raw.map(|raw| if crisis { raw.min(400) } else { raw });
        let coverage = Self::coverage(&all, HealthComponent::ALL);
        let model_band = self.model_band(model, coverage);
        let overridden = self.standing_override().map(|set| i64::from(set.score));
        let thin = overridden.is_none() && (35..50).contains(&coverage);

        let points = Self::points(&signals);
        let mut contributions: Vec<_> = points
            .iter()
            .map(|(signal, points, most)| {
                let value = signal.known.map(|(value, _)| value);
                (Some(signal.component), signal.name.clone(), *points, *most, value)
            })
            .collect();
        if let (Some(raw), Some(model)) = (raw, model)
            && raw > model
        {
            contributions.push((None, "cap.crisis".to_owned(), model - raw, 0, None));
        }
        let counts = points.iter().filter(|(signal, ..)| COUNTED.contains(&signal.name.as_str()));
        let counts = counts.map(|(signal, ..)| (signal.name.clone(), signal.evidence.unwrap() as u32)).collect();
        let components = HealthComponent::ALL.iter().map(|&component| {
            let own: Vec<&Signal> = signals.iter().filter(|signal| signal.component == component).collect();
            (component, Self::raw(&own).map(|raw| raw.half_up(10)), Self::coverage(&own, &[component]))
        });

        let happy = self.happiness();
        let x = happy.score;
        let (y, why) = self.company_happiness();
        let customer = Self::side(self.memory.customer, x);
        let company = Self::side(self.memory.company, y);
        let quadrant = Self::quadrant(customer, company);
        let quadrant_since = (quadrant != QuadrantName::Unknown).then(|| self.since(self.memory.quadrant, quadrant));
        let months = quadrant_since.map_or(0, |since| self.months_since(day(since.date_naive())));
        let unknown_y = why.filter(|_| y.is_none()).into_iter();

        let criteria = self.criteria(&happy);
        let holds = |state| matches!(state, CriterionState::Met | CriterionState::Waived);
        let failing: BTreeMap<&'static str, Day> = criteria
            .iter()
            .filter(|criterion| !holds(criterion.2))
            .map(|&(_, rule, _)| (rule, self.memory.failing.get(rule).copied().unwrap_or(self.today)))
            .collect();
        let before = self.memory.rung.map_or(Rung::Unproven, |(rung, _)| rung);
        let failing_days = |rule: &str| failing.get(rule).map_or(0, |since| self.today - since);
        let rung = Self::rung(&criteria, before, failing_days);
        let rung_since = self.since(self.memory.rung, rung);
        let next_rung = Rung::ALL.iter().copied().find(|&other| other > rung);
        let next = criteria.iter().filter(|criterion| Some(criterion.0) == next_rung && !holds(criterion.2));
        let progress = [Rung::Satisfied, Rung::Loyal, Rung::Advocate].into_iter().map(|rung| {
            let own = || criteria.iter().filter(|criterion| criterion.0 == rung);
            let (met, total) = (own().filter(|criterion| holds(criterion.2)).count(), own().count());
            (rung, met as u32, total as u32, exact::ratio(met as i64, total as i64).half_up(100))
        });

        let mut answer = Answer {
            next_review_at: datetime(self.next_review()),
            score: overridden.or(model),
            model,
            band: overridden.map_or(model_band, Self::edges),
            coverage,
            trend: self.score_trend(model),
            components: components.collect(),
            contributions,
            counts,
            caps: usize::from(crisis),
            overridden,
            health_rules: rules(thin.then_some("THIN"), &HEALTH_RULES),
            happiness: happy.score,
            label: happy.label,
            confidence: happy.confidence,
            quadrant,
            quadrant_since,
            x,
            y,
            level: x.zip(y).map(|(x, y)| exact::ratio(x + y, 2).half_up(1)),
            recoverable: quadrant == QuadrantName::Reassess && x > Some(-25) && y > Some(-25),
            months,
            quadrant_rules: rules(unknown_y, &QUADRANT_RULES),
            rung,
            rung_since,
            criteria: criteria
                .iter()
                .map(|&(rung, rule, state)| (rung, rule.to_owned(), state, failing.get(rule).map(|&since| date(since))))
                .collect(),
            next: next.map(|criterion| criterion.1.to_owned()).collect(),
            progress: progress.collect(),
            risks: Vec::new(),
        };

        let found = Found { answer: &answer, company_side: company };
        let mut risks = Vec::new();
        let mut since_of = BTreeMap::new();
        for &kind in RiskKind::ALL {
            let Some(severity) = self.condition(kind, &found) else { continue };
            let since = self.memory.risks.get(&kind).copied();
            since_of.insert(kind, since.unwrap_or(self.now));
            let given = self.facts.risk_answers.iter().enumerate().filter(|(_, given)| {
                given.kind == kind && since.is_some_and(|since| given.at >= since) && self.on(Some(given.at)).is_some()
            });
            let state = given
                .max_by_key(|(place, given)| (given.at, *place))
                .map_or(RiskState::Raised, |(_, given)| given.state);
            if matches!(state, RiskState::Raised | RiskState::Acknowledged) {
                risks.push((kind, severity, state, since.unwrap_or(self.now)));
            }
        }
        answer.risks = risks;

        let mut scores = self.memory.scores.clone();
        scores.remove(&self.today);
        scores.extend(model.map(|model| (self.today, model)));
        scores.retain(|&on, _| self.today - on < 38);
        let memory = Memory {
            band: Some(model_band),
            rung: Some((rung, rung_since)),
            failing,
            customer,
            company,
            quadrant: quadrant_since.map(|since| (quadrant, since)),
            risks: since_of,
            scores,
        };
        (answer, memory)
    }
}
