//! What the facts about an account say at one moment: `assess`, pure and total (rules.md 0 to 4 and 7).

mod case;
mod change;
mod numbers;
mod reason;
mod review;

use chrono::{DateTime, Utc};
use entity::enums::{HappinessLabel, HealthBand, QuadrantName, Rung, Trend};

pub use change::{change_lines, stored_differs, verdict_differs};
pub use numbers::{
    AdoptionNumbers, CommercialNumbers, LevelNpsNumbers, NpsGroup, NpsMethod, NpsNumbers, Numbers,
    ProfitabilityNumbers, SeverityNumbers, ShareNumbers, SupportNumbers, VoiceNumbers, numbers,
};
pub use review::due_review;

use self::case::Case;
use super::assessment::{Assessment, Happiness, Health, Quadrant, Stage};
use super::facts::Facts;
use super::memory::Memory;
use super::number::Hundredths;
use super::policy::Policy;

/// What the facts say at `now`, given what the assessment before left behind; and what this one leaves behind.
pub fn assess(facts: &Facts, memory: &Memory, policy: &Policy, now: DateTime<Utc>) -> (Assessment, Memory) {
    let case = Case::new(facts, policy, now);
    not_assessed(&case, memory)
}

fn not_assessed(case: &Case<'_>, memory: &Memory) -> (Assessment, Memory) {
    let outsider =
        || vec![reason::reason("NOT_A_CUSTOMER", "Only accounts that are coming, customers or canceled are assessed.")];
    let since = memory.rung_since.filter(|_| memory.rung == Some(Rung::Unproven)).unwrap_or(case.now);
    let assessment = Assessment {
        assessed_at: case.now,
        next_review_at: review::next_midnight(case.now).unwrap_or(case.now),
        policy_version: case.policy.version,
        health: Health {
            score: None,
            model_score: None,
            band: HealthBand::Unknown,
            coverage: Hundredths(0),
            trend: Trend::Unknown,
            components: Vec::new(),
            contributions: Vec::new(),
            caps: Vec::new(),
            r#override: None,
            reasons: outsider(),
        },
        happiness: Happiness {
            score: None,
            label: HappinessLabel::Unknown,
            confidence: Hundredths(0),
            reasons: outsider(),
        },
        stage: Stage { rung: Rung::Unproven, since, criteria: Vec::new(), next: Vec::new(), progress: Vec::new() },
        quadrant: Quadrant {
            name: QuadrantName::Unknown,
            since: None,
            customer_happiness: None,
            company_happiness: None,
            level: None,
            recoverable: false,
            months_in_quadrant: 0,
            advice: String::new(),
            reasons: outsider(),
        },
        risks: Vec::new(),
    };
    (assessment, Memory { rung: Some(Rung::Unproven), rung_since: Some(since), ..Memory::default() })
}
