//! What the facts about an account say at one moment: `assess`, pure and total (rules.md 0 to 4 and 7).

mod adoption;
mod case;
mod change;
mod company;
mod crisis;
#[cfg(test)]
mod fixture;
mod happiness;
mod health;
mod measure;
mod numbers;
mod outsider;
mod quadrant;
mod reason;
mod relationship;
mod review;
mod risk;
mod signal;
mod stage;
mod support;
mod usage;
mod value;
mod voice;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::enums::AccountStatus;

pub use change::{change_lines, stored_differs, verdict_differs};
pub use numbers::{
    AdoptionNumbers, CommercialNumbers, LevelNpsNumbers, NpsGroup, NpsMethod, NpsNumbers, Numbers,
    ProfitabilityNumbers, SeverityNumbers, ShareNumbers, SupportNumbers, VoiceNumbers,
};
pub use review::due_review;

use self::case::Case;
use self::company::Profit;
use self::usage::Usage;
use super::assessment::{Assessment, Health};
use super::facts::Facts;
use super::memory::Memory;
use super::number::Tenths;
use super::policy::Policy;

/// What the facts say at `now`, given what the assessment before left behind; and what this one leaves behind.
pub fn assess(facts: &Facts, memory: &Memory, policy: &Policy, now: DateTime<Utc>) -> (Assessment, Memory) {
    let case = Case::new(facts, policy, now);
    answer(&case, &Usage::new(&case), &Profit::of(&case), memory)
}

/// The same, with the view's numbers, which are made by the same pass.
pub fn assess_and_count(
    facts: &Facts,
    memory: &Memory,
    policy: &Policy,
    now: DateTime<Utc>,
) -> (Assessment, Memory, Numbers) {
    let case = Case::new(facts, policy, now);
    let (usage, profit) = (Usage::new(&case), Profit::of(&case));
    let (assessment, left) = answer(&case, &usage, &profit, memory);
    (assessment, left, numbers::numbers(&case, &usage, &profit))
}

fn answer(case: &Case<'_>, usage: &Usage<'_>, profit: &Profit, memory: &Memory) -> (Assessment, Memory) {
    let status = case.facts.account.status;
    if !matches!(status, AccountStatus::Coming | AccountStatus::Customer | AccountStatus::Canceled) {
        return outsider::outsider(case, memory);
    }
    let crisis = crisis::crisis(case);
    let (health, model_band) = health::health(case, usage, memory, crisis.as_ref());
    let (happiness, heard) = happiness::happiness(case);
    let company = company::company(case, profit);
    let placed = quadrant::quadrant(case, memory, &happiness, company);
    let ground = stage::Ground { case, usage, happiness: &happiness, heard };
    let (stage, failing) = stage::stage(&ground, memory);
    let ground =
        risk::Ground { case, usage, health: &health, rung: stage.rung, placed: &placed, crisis: crisis.as_ref() };
    let (risks, holding) = risk::risks(&ground, memory);
    let left = Memory {
        band: Some(model_band),
        rung: Some(stage.rung),
        rung_since: Some(stage.since),
        failing,
        customer_side: placed.customer_side,
        company_side: placed.company_side,
        quadrant: Some(placed.quadrant.name),
        quadrant_since: placed.quadrant.since,
        risks: holding,
        scores: scores(case, memory, &health),
    };
    let assessment = Assessment {
        assessed_at: case.now,
        next_review_at: review::next_review_at(case),
        policy_version: case.policy.version,
        health,
        happiness,
        stage,
        quadrant: placed.quadrant,
        risks,
    };
    (assessment, left)
}

/// The model scores of the dates that the trend may look back to; a date keeps its last assessment's.
fn scores(case: &Case<'_>, memory: &Memory, health: &Health) -> BTreeMap<NaiveDate, Tenths> {
    let remembered = 1..=case.policy.health.trend_to_days;
    let known = memory.scores.iter().filter(|&(&date, _)| remembered.contains(&case.age(date)));
    let mut scores: BTreeMap<NaiveDate, Tenths> = known.map(|(&date, &score)| (date, score)).collect();
    scores.extend(health.model_score.map(|score| (case.today, score)));
    scores
}
