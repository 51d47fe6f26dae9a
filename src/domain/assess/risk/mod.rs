//! Risks: one per kind, raised while its condition holds, silenced by an answer given in the same episode.

mod commitment;
mod people;
mod product;

pub(super) use commitment::renews_on;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::enums::{HealthBand, RiskKind, RiskState, Rung, Severity};

use super::case::Case;
use super::health::blind;
use super::quadrant::{Placed, neutral_but_profitable};
use super::reason::{Say, reason};
use super::usage::Usage;
use crate::domain::assessment::{Health, Reason, Risk};
use crate::domain::memory::Memory;

/// What a risk's condition asks beside the facts.
pub(super) struct Ground<'a, 'b> {
    pub(super) case: &'b Case<'a>,
    pub(super) usage: &'b Usage<'a>,
    pub(super) health: &'b Health,
    pub(super) rung: Rung,
    pub(super) placed: &'b Placed,
    pub(super) crisis: Option<&'b Reason>,
}

/// A condition that holds.
type Found = (Severity, Reason);

/// The risks raised or acknowledged, and the since of every condition that holds.
pub(super) fn risks(ground: &Ground<'_, '_>, memory: &Memory) -> (Vec<Risk>, BTreeMap<RiskKind, DateTime<Utc>>) {
    let mut raised = Vec::new();
    let mut holding = BTreeMap::new();
    for &kind in RiskKind::ALL {
        let Some((severity, reason)) = condition(ground, kind) else { continue };
        let before = memory.risks.get(&kind).copied();
        let since = before.unwrap_or(ground.case.now);
        holding.insert(kind, since);
        let state = before.map_or(RiskState::Raised, |since| answered(ground.case, kind, since));
        if matches!(state, RiskState::Raised | RiskState::Acknowledged) {
            let play = Some(play(kind).to_owned());
            raised.push(Risk { kind, severity, state, since, reasons: vec![reason], play });
        }
    }
    (raised, holding)
}

/// The latest answer of the episode; of one moment the last in the list.
fn answered(case: &Case<'_>, kind: RiskKind, since: DateTime<Utc>) -> RiskState {
    let given = case.facts.risk_answers.iter().filter(|answer| answer.kind == kind && answer.at >= since);
    let past = given.filter(|answer| case.happened(Some(answer.at)).is_some());
    past.max_by_key(|answer| answer.at).map_or(RiskState::Raised, |answer| answer.state)
}

fn condition(ground: &Ground<'_, '_>, kind: RiskKind) -> Option<Found> {
    let case = ground.case;
    match kind {
        RiskKind::UnprovenSatisfaction => unproven(ground),
        RiskKind::Silent => people::silent(case),
        RiskKind::UsageDrop => product::usage_drop(case, ground.usage),
        RiskKind::KeyFeatureUnused => product::key_feature_unused(case, ground.usage),
        RiskKind::ChampionLeft => people::champion_left(case),
        RiskKind::SingleThreaded => people::single_threaded(case),
        RiskKind::HandoffStalled => commitment::handoff_stalled(case),
        RiskKind::RequestOverdue => commitment::request_overdue(case),
        RiskKind::Crisis => ground.crisis.map(|crisis| {
            let why = Reason { rule: kind.word(), threshold: None, ..crisis.clone() };
            (Severity::Critical, why)
        }),
        RiskKind::PromiseMissed => commitment::promise_missed(case),
        RiskKind::RenewalAtRisk => commitment::renewal_at_risk(case, ground.health.band == HealthBand::Green),
        RiskKind::NeutralButProfitable => neutral_but_profitable(case, &ground.placed.quadrant).then(|| {
            let text = "The account is profitable, and the customer is indifferent.";
            (Severity::Medium, reason(&kind.word(), text).or_else("A customer who is happy, not only quiet."))
        }),
        RiskKind::Unprofitable => (ground.placed.company_side == Some(false)).then(|| {
            let text = "The account costs more than it should.";
            (Severity::Medium, reason(&kind.word(), text).or_else("Less time spent, or more revenue."))
        }),
        // The loyalty bank comes later.
        RiskKind::Overdrawn => None,
        RiskKind::OverrideDisagrees => override_disagrees(ground),
        RiskKind::MeetingAvoided => people::meeting_avoided(case),
        RiskKind::Blind => blind(case, ground.health.coverage).then(|| {
            let (coverage, least) = (ground.health.coverage.as_f64(), case.policy.health.unknown_under.as_f64());
            let why = reason(&kind.word(), "Too little is known about this account to judge it.");
            (Severity::Medium, why.seen(coverage, least).or_else("More signals known."))
        }),
    }
}

fn unproven(ground: &Ground<'_, '_>) -> Option<Found> {
    if ground.rung != Rung::Unproven {
        return None;
    }
    let case = ground.case;
    let late = case.age(case.start) >= case.policy.risks.unproven_high_days;
    let severity = if late { Severity::High } else { Severity::Medium };
    let text = format!("Not shown to be satisfied since the start on {}.", case.start);
    let why = reason(&RiskKind::UnprovenSatisfaction.word(), text);
    Some((severity, why.or_else("The criteria of SATISFIED, each met.")))
}

fn override_disagrees(ground: &Ground<'_, '_>) -> Option<Found> {
    let set = ground.health.r#override.as_ref()?;
    let distance = (set.score - ground.health.model_score?).0.abs();
    let least = ground.case.policy.health.override_distance;
    if distance < least.0 {
        return None;
    }
    let text = "A person's score and the model's are far apart.";
    let why = reason(&RiskKind::OverrideDisagrees.word(), text)
        .seen(crate::domain::number::Tenths(distance).as_f64(), least.as_f64())
        .observed(Some(set.since))
        .until(Some(set.until))
        .or_else("The override ended, or its reason put into facts.");
    Some((Severity::Low, why))
}

const fn play(kind: RiskKind) -> &'static str {
    match kind {
        RiskKind::UnprovenSatisfaction => "Agree on what success means, and show the first result.",
        RiskKind::Silent => "Call a person, not an inbox: ask one question that is about them.",
        RiskKind::UsageDrop => "Ask the users what changed, and plan a training on what fell.",
        RiskKind::KeyFeatureUnused => "Show the key feature on the customer's own case.",
        RiskKind::ChampionLeft => "Find the successor, and be introduced by whoever stays.",
        RiskKind::SingleThreaded => "Ask the contact to bring two colleagues to the next meeting.",
        RiskKind::HandoffStalled => "Set the kickoff with sales and the customer this week.",
        RiskKind::RequestOverdue => "Tell the customer today where it stands, even without news.",
        RiskKind::Crisis => "Name one owner, update the customer daily, and follow up after the fix.",
        RiskKind::PromiseMissed => "Say so first, explain, and agree on a new date that will hold.",
        RiskKind::RenewalAtRisk => "Meet the owner of the renewal, with the results so far.",
        RiskKind::NeutralButProfitable => "Invest in the relationship: ask for the goal behind the contract.",
        RiskKind::Unprofitable => "See where the time goes, and agree on a leaner way to serve.",
        RiskKind::Overdrawn => "Give before asking again.",
        RiskKind::OverrideDisagrees => "Put what the person knows into facts, or end the override.",
        RiskKind::MeetingAvoided => "Change what the meeting offers, or who is asked to it.",
        RiskKind::Blind => "Connect the missing systems, or ask the customer.",
    }
}

#[cfg(test)]
mod tests;
