//! The page, computed by hand.

use chrono::TimeDelta;
use entity::enums::{CriterionState, HappinessLabel, HealthBand, QuadrantName, RiskKind, Rung, SurveyKind};
use entity::values::Micros;

use super::chance::{advocate, base, before, midnight};
use super::policy::Policy;
use super::{Answer, Memory, fade, read};

fn answer(facts: &vitrine::domain::facts::Facts) -> Answer {
    read(facts, &Memory::default(), &Policy::default(), midnight(base())).0
}

/// f is the n with (2n − 1)^h · 2^a ≤ 2000000^h < (2n + 1)^h · 2^a, so no rounding of the machine is in the way.
#[test]
fn a_fade_is_rounded_from_its_exact_value() {
    use super::exact::whole;
    for (half_life, oldest) in [(90, 365), (120, 730), (1, 30), (30, 900)] {
        for age in 0..=oldest {
            let millionths = fade(age, half_life);
            let power = |base: i64, exponent: i64| (0..exponent).fold(whole(1), |product, _| product * whole(base));
            let exact = power(2_000_000, half_life);
            let below = power(2 * millionths - 1, half_life) * power(2, age);
            let above = power(2 * millionths + 1, half_life) * power(2, age);
            assert!(below <= exact || millionths == 1, "2^(-{age}/{half_life}) is under {millionths} millionths");
            assert!(exact < above, "2^(-{age}/{half_life}) is over {millionths} millionths");
        }
    }
}

#[test]
fn the_advocate_stands_on_the_highest_rung() {
    let answer = answer(&advocate());
    assert!(answer.criteria.iter().all(|criterion| criterion.2 == CriterionState::Met), "{:?}", answer.criteria);
    assert_eq!((answer.rung, answer.next.len()), (Rung::Advocate, 0));
    assert_eq!((answer.band, answer.label), (HealthBand::Green, HappinessLabel::GushingPromoter));
    assert_eq!(answer.quadrant, QuadrantName::CustomerSuccess);
    assert_eq!(answer.risks, Vec::new());
    assert_eq!(answer.next_review_at, midnight(before(-1)));
}

#[test]
fn health_is_the_mean_of_what_is_known() {
    let mut facts = advocate();
    // Three users on four seats; usage as before; the one key feature in use; depth as before.
    let points = |answer: &Answer, name: &str| {
        let line = answer.contributions.iter().find(|line| line.1 == name);
        line.map(|line| (line.2, line.3, line.4))
    };
    let whole = answer(&facts);
    assert_eq!(points(&whole, "active").unwrap().2, Some(750_000));
    assert_eq!(points(&whole, "trend").unwrap().2, Some(1_000_000));
    assert_eq!(points(&whole, "csat"), None);
    // Without csat (.25), ces (.15), onboarding (.10) of VOICE 25: 12.5 of 100 are not known.
    assert_eq!(whole.coverage, 88);
    // One answer alone: 6 of 10 on the day itself, and first value: a year ago, within 90 days of the start.
    facts.usage.clear();
    facts.survey_responses.truncate(1);
    facts.survey_responses[0].answer = Some(Micros(6_000_000));
    facts.survey_responses[0].answered_at = Some(midnight(base()));
    facts.tickets.clear();
    facts.touchpoints.clear();
    facts.goals.clear();
    let few = answer(&facts);
    // W: nps 25 · .35 = 8.75, first value 20 · .25 = 5; raw = 100 · (8.75 · .6 + 5) / 13.75 = 74.545… = 74.5
    assert_eq!((few.model, few.coverage, few.band), (Some(745), 14, HealthBand::Unknown));
    // points: 38.1818… and 36.3636…: cut 38.1 + 36.3 = 74.4, the tenth still missing goes to the larger remainder
    assert_eq!(points(&few, "nps"), Some((382, 637, Some(600_000))));
    assert_eq!(points(&few, "first_value"), Some((363, 364, Some(1_000_000))));
    assert!(few.risks.iter().any(|risk| risk.0 == RiskKind::Blind));
}

#[test]
fn happiness_weighs_who_said_it_and_when() {
    let mut facts = advocate();
    facts.touchpoints.clear();
    facts.advocacy_acts.clear();
    facts.survey_responses.retain(|response| response.kind == Some(SurveyKind::Nps));
    facts.survey_responses[0].answered_at = Some(midnight(before(120)));
    facts.survey_responses[1].answered_at = Some(midnight(base()));
    facts.survey_responses[1].answer = Some(Micros(2_000_000));
    // executive: w 3, f .5, u .8; champion: w 2, f 1, u −.6: x = (1.2 − 1.2) / 3.5 = 0; confidence 1 − 2^(−3.5/3)
    let answer = answer(&facts);
    assert_eq!((answer.happiness, answer.label, answer.confidence), (Some(0), HappinessLabel::Neutral, 55));
}

#[test]
fn company_happiness_is_margin_between_break_even_and_target() {
    let mut facts = advocate();
    // 365 days of 3000 a month are 36000. Touchpoints of the period: 2 of an hour at 60; a ticket of 60 minutes at 60.
    // Cost 180 and 18000: margin .495, y = (.495 − .40) / .35 = .2714…
    facts.costs.push(vitrine::domain::facts::Cost {
        id: entity::ids::CostId(uuid::Uuid::nil()),
        external_id: "a".to_owned(),
        kind: Some(entity::enums::CostKind::Cost),
        on: Some(before(1)),
        amount_minor: Some(1_800_000),
        currency: None,
    });
    assert_eq!(answer(&facts).y, Some(27));
    facts.subscriptions[0].started_on = Some(before(29));
    facts.account.started_on = Some(before(29));
    let young = answer(&facts);
    assert_eq!((young.y, young.quadrant_rules.into_iter().collect::<Vec<_>>()), (None, vec!["TOO_YOUNG".to_owned()]));
}

#[test]
fn a_rung_is_lost_after_fourteen_days() {
    let mut facts = advocate();
    let (_, mut memory) = read(&facts, &Memory::default(), &Policy::default(), midnight(base()));
    facts.advocacy_memberships.clear();
    let mut rungs = Vec::new();
    for day in 1..=16 {
        let (answer, next) = read(&facts, &memory, &Policy::default(), midnight(before(-day)));
        rungs.push(answer.rung);
        memory = next;
    }
    // Not met from day 1 on: on day 15 it is 14 days.
    assert_eq!(rungs[..14], [Rung::Advocate; 14]);
    assert_eq!(rungs[14..], [Rung::Loyal; 2]);
}

#[test]
fn an_open_sev1_is_late_after_four_hours_and_a_crisis_after_a_day() {
    let mut facts = advocate();
    facts.tickets[0].severity = entity::enums::TicketSeverity::Sev1;
    facts.tickets[0].opened_at = Some(midnight(base()) + TimeDelta::hours(20));
    facts.tickets[0].closed_at = None;
    let mut now = midnight(base()) + TimeDelta::hours(21);
    let mut memory = Memory::default();
    let mut seen = Vec::new();
    for _ in 0..4 {
        let (answer, next) = read(&facts, &memory, &Policy::default(), now);
        seen.push((answer.next_review_at - now).num_hours());
        assert_eq!(answer.caps == 1, now >= midnight(base()) + TimeDelta::hours(44));
        (now, memory) = (answer.next_review_at, next);
    }
    // 21:00 → midnight → 20:00 (24 hours old) → midnight; the target was reached at midnight itself.
    assert_eq!(seen, [3, 20, 4, 24]);
}
