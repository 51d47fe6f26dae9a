//! An account that is not assessed: no contract yet, or none any more.

use entity::enums::{HappinessLabel, HealthBand, QuadrantName, Rung, Trend};

use super::case::Case;
use super::{reason, review};
use crate::domain::assessment::{Assessment, Happiness, Health, Quadrant, Reason, Stage};
use crate::domain::memory::Memory;
use crate::domain::number::Hundredths;

/// Nothing is known of it, with the reason; memory keeps only the rung's since.
pub(super) fn outsider(case: &Case<'_>, memory: &Memory) -> (Assessment, Memory) {
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
            reasons: why(),
        },
        happiness: Happiness { score: None, label: HappinessLabel::Unknown, confidence: Hundredths(0), reasons: why() },
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
            reasons: why(),
        },
        risks: Vec::new(),
    };
    (assessment, Memory { rung: Some(Rung::Unproven), rung_since: Some(since), ..Memory::default() })
}

fn why() -> Vec<Reason> {
    vec![reason::reason("NOT_A_CUSTOMER", "Only accounts that are coming, customers or canceled are assessed.")]
}
