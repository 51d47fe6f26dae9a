use std::sync::Arc;

use chrono::TimeDelta;
use entity::enums::{
    Channel, Direction, Initiation, MeetingState, RenewalInfluence, RequestStatus, RiskKind, RiskState, Seniority,
    Severity, SurveyKind, TouchModel, Urgency,
};

use crate::domain::assess::assess;
use crate::domain::assess::fixture::{
    ago, answered, assessed, contact, facts, feature, id, noon, now, risk, subscription, touch, used,
};
use crate::domain::facts::{Contact, Facts, Handoff, Request, RiskAnswer, Subscription, Touchpoint};
use crate::domain::memory::Memory;
use crate::domain::policy::Policy;

fn severity(facts: &Facts, kind: RiskKind) -> Option<Severity> {
    risk(facts, kind).map(|risk| risk.severity)
}

#[test]
fn hears_silence() {
    let mut account = facts();
    assert_eq!(severity(&account, RiskKind::Silent), Some(Severity::High));
    account.touchpoints = vec![touch(Direction::Inbound, 60, &[]), touch(Direction::Outbound, 1, &[])];
    assert_eq!(severity(&account, RiskKind::Silent), None);
    account.account.touch_model = TouchModel::HighTouch;
    assert_eq!(severity(&account, RiskKind::Silent), Some(Severity::Medium));
    account.touchpoints.remove(0);
    account.account.started_on = Some(ago(30));
    assert_eq!(severity(&account, RiskKind::Silent), None);
}

#[test]
fn sees_use_fall() {
    let days = |range: std::ops::Range<u64>| range.map(|day| used(day, "a", "x", 60));
    let mut account = Facts { usage: days(1..22).chain(days(29..57)).collect(), ..facts() };
    assert_eq!(severity(&account, RiskKind::UsageDrop), None, "three quarters are no drop");
    account.usage.remove(0);
    assert_eq!(severity(&account, RiskKind::UsageDrop), Some(Severity::Medium));
    account.usage = days(1..14).chain(days(29..57)).collect();
    assert_eq!(severity(&account, RiskKind::UsageDrop), Some(Severity::High));
    assert_eq!(severity(&account, RiskKind::KeyFeatureUnused), None);
    account.features = Arc::new(vec![feature("k", true, &[]), feature("x", false, &[])]);
    assert_eq!(severity(&account, RiskKind::KeyFeatureUnused), Some(Severity::Medium));
}

#[test]
fn misses_a_champion() {
    let gone = Contact { left_at: Some(noon(90)), ..contact(2, Seniority::Champion) };
    let mut account = Facts { contacts: vec![gone, contact(3, Seniority::Admin)], ..facts() };
    assert_eq!(severity(&account, RiskKind::ChampionLeft), Some(Severity::High));
    account.touchpoints = vec![touch(Direction::Outbound, 90, &[3])];
    assert_eq!(severity(&account, RiskKind::ChampionLeft), None);
    account.touchpoints = vec![touch(Direction::Outbound, 91, &[3])];
    assert_eq!(severity(&account, RiskKind::ChampionLeft), Some(Severity::High));
    account.contacts[0].left_at = Some(noon(91));
    assert_eq!(severity(&account, RiskKind::ChampionLeft), None);
}

#[test]
fn counts_threads_and_avoided_meetings() {
    let mut account = Facts { touchpoints: vec![touch(Direction::Inbound, 3, &[8])], ..facts() };
    assert_eq!(severity(&account, RiskKind::SingleThreaded), None);
    account.account.touch_model = TouchModel::HighTouch;
    assert_eq!(severity(&account, RiskKind::SingleThreaded), Some(Severity::Low));
    account.touchpoints.push(touch(Direction::Outbound, 90, &[9]));
    assert_eq!(severity(&account, RiskKind::SingleThreaded), None);
    let (channel, initiation) = (Some(Channel::Meeting), Some(Initiation::Planned));
    let meeting = |state, days| Touchpoint { channel, initiation, state, ..touch(Direction::Both, days, &[]) };
    account.touchpoints =
        vec![meeting(MeetingState::Kept, 9), meeting(MeetingState::Moved, 5), meeting(MeetingState::Missed, 2)];
    assert_eq!(severity(&account, RiskKind::MeetingAvoided), Some(Severity::Medium));
    account.touchpoints.remove(1);
    assert_eq!(severity(&account, RiskKind::MeetingAvoided), None);
}

#[test]
fn minds_handoffs_and_requests() {
    let mut account = facts();
    account.handoffs = vec![Handoff {
        id: id(3).into(),
        external_id: "h".to_owned(),
        from: None,
        to: None,
        signed_on: Some(ago(7)),
        accepted_at: None,
        sent_back_at: None,
        kickoff_at: None,
    }];
    assert_eq!(severity(&account, RiskKind::HandoffStalled), None);
    account.account.touch_model = TouchModel::HighTouch;
    assert_eq!(severity(&account, RiskKind::HandoffStalled), Some(Severity::High));
    account.handoffs[0].kickoff_at = Some(noon(-20));
    assert_eq!(severity(&account, RiskKind::HandoffStalled), None);
    account.requests = vec![Request {
        id: id(4).into(),
        external_id: "r".to_owned(),
        urgency: Urgency::Normal,
        status: RequestStatus::Answered,
        raised_at: Some(noon(7)),
        next_update_due: None,
        customer_told_at: None,
    }];
    assert_eq!(severity(&account, RiskKind::RequestOverdue), Some(Severity::Medium), "due at this very instant");
    account.requests[0].raised_at = Some(noon(7) + TimeDelta::seconds(1));
    assert_eq!(severity(&account, RiskKind::RequestOverdue), None);
    assert_eq!(assessed(&account).next_review_at, now() + TimeDelta::seconds(1));
    account.requests[0].raised_at = Some(noon(15));
    assert_eq!(severity(&account, RiskKind::RequestOverdue), Some(Severity::High));
}

#[test]
fn sees_a_renewal_come() {
    let mut account = Facts { subscriptions: vec![subscription()], ..facts() };
    assert_eq!(severity(&account, RiskKind::RenewalAtRisk), None);
    let ends = |days: i64| Some((now() + TimeDelta::days(days)).date_naive());
    account.subscriptions[0].term_ends_on = ends(91);
    assert_eq!(severity(&account, RiskKind::RenewalAtRisk), None);
    account.subscriptions[0].term_ends_on = ends(90);
    assert_eq!(severity(&account, RiskKind::RenewalAtRisk), Some(Severity::High));
    account.health_override = Some(crate::domain::facts::HealthOverride {
        score: 950,
        reason: "known better".to_owned(),
        since: noon(1),
        until: noon(-1),
    });
    assert_eq!(severity(&account, RiskKind::RenewalAtRisk), Some(Severity::Medium));
    assert_eq!(severity(&account, RiskKind::OverrideDisagrees), Some(Severity::Low));
    account.contacts = vec![Contact { renewal_influence: RenewalInfluence::Owns, ..contact(2, Seniority::Executive) }];
    account.survey_responses = vec![answered(SurveyKind::RenewalIntent, 1, 180, Some(2))];
    assert_eq!(severity(&account, RiskKind::RenewalAtRisk), None);
    account.subscriptions = vec![Subscription { trial: true, ..account.subscriptions[0].clone() }];
    account.health_override = None;
    assert_eq!(severity(&account, RiskKind::RenewalAtRisk), None);
}

#[test]
fn keeps_silent_after_an_answer_until_the_condition_has_ended() {
    let policy = Policy::default();
    let silent = |facts: &Facts, memory: &Memory, days: i64| {
        let (assessment, memory) = assess(facts, memory, &policy, now() + TimeDelta::days(days));
        (assessment.risks.into_iter().find(|risk| risk.kind == RiskKind::Silent).map(|risk| risk.state), memory)
    };
    let mut account = facts();
    let answer = |state, at| RiskAnswer { kind: RiskKind::Silent, state, at, reason: String::new() };
    account.risk_answers = vec![answer(RiskState::FalseAlarm, noon(3))];
    let (state, memory) = silent(&account, &Memory::default(), 0);
    assert_eq!(state, Some(RiskState::Raised), "an answer from before");
    account.risk_answers.push(answer(RiskState::FalseAlarm, now()));
    account.risk_answers.push(answer(RiskState::Acknowledged, now()));
    assert_eq!(silent(&account, &memory, 1).0, Some(RiskState::Acknowledged), "of one moment the last");
    account.risk_answers.push(answer(RiskState::Resolved, noon(-1)));
    let (state, memory) = silent(&account, &memory, 1);
    assert_eq!(state, None);
    assert!(memory.risks.contains_key(&RiskKind::Silent));
    account.touchpoints = vec![touch(Direction::Inbound, 0, &[])];
    let (_, memory) = silent(&account, &memory, 2);
    assert!(!memory.risks.contains_key(&RiskKind::Silent));
    assert_eq!(silent(&account, &memory, 61).0, Some(RiskState::Raised));
}
