use std::sync::Arc;

use chrono::TimeDelta;
use entity::enums::{
    CriterionState, Department, Direction, OutcomeKind, Purpose, RecordKind, RenewalInfluence, Rung, Seniority,
    SurveyKind, TicketSeverity, TouchModel,
};
use entity::ids::TeamMemberId;

use crate::domain::assess::assess;
use crate::domain::assess::fixture::{
    ago, answered, contact, criterion, facts, feature, id, noon, now, subscription, ticket, touch, used,
};
use crate::domain::facts::{Contact, Facts, Handoff, Outcome, Subscription, TeamMember, Touchpoint};
use crate::domain::memory::Memory;
use crate::domain::policy::Policy;

fn state(facts: &Facts, rule: &str) -> CriterionState {
    criterion(facts, rule).state
}

/// Six users of ten seats, every day for so many days, with a key feature.
fn in_use(days: u64) -> Facts {
    let mut account = Facts { subscriptions: vec![subscription()], ..facts() };
    account.features = Arc::new(vec![feature("k", true, &[])]);
    let users = ["a", "b", "c", "d"];
    account.usage = (1..=days).flat_map(|day| users.map(|user| used(day, user, "k", 60))).collect();
    account
}

/// Handed over, in use, heard and calm.
fn satisfied() -> Facts {
    let mut account = in_use(60);
    let onboarding = Touchpoint { purpose: Some(Purpose::Onboarding), ..touch(Direction::Both, 300, &[2]) };
    account.touchpoints = vec![onboarding];
    account.survey_responses = vec![answered(SurveyKind::Csat, 9, 5, None)];
    account
}

#[test]
fn is_handed_over_or_was_before_our_records() {
    let mut account = satisfied();
    assert_eq!(state(&account, "handoff"), CriterionState::Met);
    account.account.touch_model = TouchModel::HighTouch;
    assert_eq!(state(&account, "handoff"), CriterionState::NotMet);
    let member = |number, department| TeamMember { id: TeamMemberId(id(number)), department: Some(department) };
    account.team_members = Arc::new(vec![member(70, Department::Sales), member(71, Department::Cs)]);
    account.handoffs = vec![Handoff {
        id: id(3).into(),
        external_id: "h".to_owned(),
        from: Some(TeamMemberId(id(70))),
        to: Some(TeamMemberId(id(71))),
        signed_on: None,
        accepted_at: Some(noon(300)),
        sent_back_at: Some(noon(301)),
        kickoff_at: None,
    }];
    account.touchpoints[0].members = vec![TeamMemberId(id(70))];
    assert_eq!(state(&account, "handoff"), CriterionState::NotMet, "sales took part too late");
    account.touchpoints[0].occurred_at = Some(noon(340));
    assert_eq!(state(&account, "handoff"), CriterionState::Met);
    account.handoffs[0].sent_back_at = Some(noon(299));
    assert_eq!(state(&account, "handoff"), CriterionState::NotMet);
    account.connected.remove(&RecordKind::Handoff);
    assert_eq!(state(&account, "handoff"), CriterionState::Unknown);
    account.first_seen = Some(ago(309));
    assert_eq!(state(&account, "handoff"), CriterionState::Waived);
}

#[test]
fn is_in_use_from_four_tenths_of_the_seats() {
    let mut account = in_use(30);
    assert_eq!(state(&account, "first_usage"), CriterionState::Met);
    account.usage.retain(|row| row.user.as_deref() != Some("d"));
    assert_eq!(state(&account, "first_usage"), CriterionState::NotMet);
    // A fourth user counts from the last 28 dates in which all four meet.
    account.usage.push(used(57, "d", "x", 1));
    assert_eq!(state(&account, "first_usage"), CriterionState::Met);
    account.usage.last_mut().unwrap().from = ago(58);
    account.usage.last_mut().unwrap().to = ago(57);
    assert_eq!(state(&account, "first_usage"), CriterionState::NotMet);
    account.subscriptions = vec![Subscription { seats: None, ..subscription() }];
    assert_eq!(state(&account, "first_usage"), CriterionState::Unknown);
    account.features = Arc::new(vec![feature("k", false, &[])]);
    assert_eq!(state(&account, "first_usage"), CriterionState::Unknown);
}

#[test]
fn gains_a_rung_at_once_and_loses_it_after_the_grace() {
    let mut account = satisfied();
    let policy = Policy::default();
    let (first, memory) = assess(&account, &Memory::default(), &policy, now());
    assert_eq!((first.stage.rung, first.stage.since), (Rung::Satisfied, now()));
    assert_eq!(first.stage.next.len(), 3);
    account.tickets = vec![ticket(TicketSeverity::Sev1, now())];
    let (kept, memory) = assess(&account, &memory, &policy, now() + TimeDelta::hours(1));
    assert_eq!((kept.stage.rung, kept.stage.since), (Rung::Satisfied, now()));
    let (kept, later) = assess(&account, &memory, &policy, now() + TimeDelta::days(13));
    assert_eq!(kept.stage.rung, Rung::Satisfied);
    let (lost, _) = assess(&account, &later, &policy, now() + TimeDelta::days(14));
    assert_eq!((lost.stage.rung, lost.stage.since), (Rung::Unproven, now() + TimeDelta::days(14)));
    assert_eq!(lost.stage.criteria.iter().find(|found| found.rule == "calm").unwrap().failing_since, Some(ago(0)));
}

#[test]
fn sustains_its_use() {
    assert_eq!(state(&in_use(28 * 6 - 1), "sustained"), CriterionState::Unknown);
    assert_eq!(state(&in_use(28 * 6), "sustained"), CriterionState::Met);
    let mut account = in_use(28 * 6);
    account.usage.retain(|row| row.from < ago(57));
    assert_eq!(state(&account, "sustained"), CriterionState::NotMet, "two of four windows are empty");
}

#[test]
fn renews_or_means_to() {
    let mut account = facts();
    assert_eq!(state(&account, "renewal"), CriterionState::Unknown);
    let decider = Contact { renewal_influence: RenewalInfluence::Owns, ..contact(2, Seniority::Executive) };
    account.contacts =
        vec![decider, Contact { renewal_influence: RenewalInfluence::Influences, ..contact(3, Seniority::Admin) }];
    assert_eq!(state(&account, "renewal"), CriterionState::NotMet);
    account.survey_responses =
        vec![answered(SurveyKind::RenewalIntent, 7, 180, Some(2)), answered(SurveyKind::RenewalIntent, 9, 4, Some(3))];
    assert_eq!(state(&account, "renewal"), CriterionState::Met);
    account.survey_responses.push(answered(SurveyKind::RenewalIntent, 3, 3, Some(3)));
    assert_eq!(state(&account, "renewal"), CriterionState::NotMet);
    let outcome = |days: u64| Outcome {
        id: id(9).into(),
        external_id: "o".to_owned(),
        kind: Some(OutcomeKind::Renewed),
        on: Some(ago(days)),
    };
    account.outcomes = vec![outcome(3)];
    assert_eq!(state(&account, "renewal"), CriterionState::NotMet, "stays because there is no way out");
    account.outcomes = vec![outcome(2)];
    assert_eq!(state(&account, "renewal"), CriterionState::Met);
}
