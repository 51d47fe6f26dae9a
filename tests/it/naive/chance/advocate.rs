//! An account on the highest rung.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;
use entity::enums::*;
use entity::ids::*;
use entity::values::{GoalValue, Micros};
use uuid::Uuid;
use vitrine::domain::facts::*;

use super::dice::*;
use super::name;
use super::records::*;

/// An account on the highest rung, with all that this takes.
pub(crate) fn advocate() -> Facts {
    let noon = |days: i64| Some(midnight(before(days)) + TimeDelta::hours(12));
    let contact = |seniority, renewal_influence| Contact {
        id: contact_id(0),
        external_id: String::new(),
        seniority,
        renewal_influence,
        left_at: None,
    };
    let touchpoint = |days, purpose, direction| Touchpoint {
        id: TouchpointId(Uuid::nil()),
        external_id: String::new(),
        channel: Some(Channel::Meeting),
        direction,
        initiation: Some(Initiation::Planned),
        state: MeetingState::Kept,
        purpose: Some(purpose),
        occurred_at: noon(days),
        minutes: Some(60),
        has_outcome: true,
        sentiment: Some(0.5),
        contacts: vec![contact_id(0), contact_id(1)],
        members: vec![member_id(0), member_id(1)],
    };
    let answer = |kind, who, days, answer: i64| SurveyResponse {
        id: SurveyResponseId(Uuid::nil()),
        external_id: String::new(),
        contact: Some(contact_id(who)),
        kind: Some(kind),
        answer: Some(Micros(answer * 1_000_000)),
        scale_min: Some(Micros(0)),
        scale_max: Some(Micros(10_000_000)),
        low_is_good: false,
        answered_at: noon(days),
    };
    let usage = |week: i64| Usage {
        id: UsageId(Uuid::nil()),
        from: before(7 * (week + 1)),
        to: before(7 * week),
        user: Some(Arc::from(["u1", "u2", "u3"][usize::try_from(week % 3).unwrap()])),
        feature: Some(Arc::from("f0")),
        uses: Some(70),
        sessions: Some(7),
        seconds: Some(700),
        active_users: None,
    };
    let mut facts = Facts {
        account: Account {
            id: AccountId(uuid(RecordKind::Account, 0)),
            status: AccountStatus::Customer,
            touch_model: TouchModel::HighTouch,
            started_on: Some(before(400)),
            first_value_at: noon(350),
        },
        first_seen: Some(before(400)),
        connected: BTreeSet::new(),
        contacts: vec![
            contact(Seniority::Executive, RenewalInfluence::Owns),
            contact(Seniority::Champion, RenewalInfluence::Influences),
            contact(Seniority::EndUser, RenewalInfluence::None),
        ],
        usage: (0..57).map(usage).collect(),
        tickets: vec![Ticket {
            id: TicketId(Uuid::nil()),
            external_id: String::new(),
            severity: TicketSeverity::Sev3,
            opened_at: noon(50),
            closed_at: noon(49),
            target_at: None,
            first_contact_resolved: Some(true),
            reopens: 0,
            escalated: false,
            minutes: None,
        }],
        survey_responses: vec![
            answer(SurveyKind::Nps, 0, 20, 9),
            answer(SurveyKind::Nps, 1, 30, 10),
            answer(SurveyKind::RenewalIntent, 0, 10, 8),
            answer(SurveyKind::RenewalIntent, 1, 12, 9),
        ],
        subscriptions: vec![Subscription {
            id: SubscriptionId(Uuid::nil()),
            external_id: String::new(),
            plan: Some("pro".to_owned()),
            mrr_minor: Some(300_000),
            currency: None,
            seats: Some(4),
            trial: false,
            started_on: Some(before(400)),
            term_ends_on: Some(before(-330)),
            ended_on: None,
        }],
        outcomes: vec![Outcome {
            id: OutcomeId(Uuid::nil()),
            external_id: String::new(),
            kind: Some(OutcomeKind::Renewed),
            on: Some(before(35)),
        }],
        touchpoints: vec![
            touchpoint(380, Purpose::Onboarding, Direction::Outbound),
            touchpoint(60, Purpose::Review, Direction::Both),
            touchpoint(5, Purpose::Review, Direction::Inbound),
        ],
        measures: Vec::new(),
        requests: Vec::new(),
        goals: vec![Goal {
            id: GoalId(Uuid::nil()),
            external_id: String::new(),
            baseline: Some(Micros(0)),
            target: Some(Micros(10_000_000)),
            start_on: Some(before(200)),
            due_on: Some(before(20)),
            abandoned: false,
            values: vec![GoalValue { on: before(40), value: Micros(11_000_000) }],
            accepted_at: noon(30),
        }],
        promises: Vec::new(),
        handoffs: vec![Handoff {
            id: HandoffId(Uuid::nil()),
            external_id: String::new(),
            from: Some(member_id(0)),
            to: Some(member_id(1)),
            signed_on: Some(before(402)),
            accepted_at: noon(399),
            sent_back_at: None,
            kickoff_at: noon(395),
        }],
        feedback: vec![Feedback {
            id: FeedbackId(Uuid::nil()),
            external_id: String::new(),
            received_at: noon(100),
            closed_at: noon(80),
            customer_told_at: noon(79),
        }],
        costs: Vec::new(),
        time_entries: Vec::new(),
        advocacy_memberships: vec![AdvocacyMembership {
            id: AdvocacyMembershipId(Uuid::nil()),
            external_id: String::new(),
            joined_on: Some(before(90)),
            left_on: None,
            has_motivations: true,
        }],
        advocacy_acts: vec![AdvocacyAct {
            id: AdvocacyActId(Uuid::nil()),
            external_id: String::new(),
            contact: Some(contact_id(0)),
            kind: Some(ActKind::CaseStudy),
            on: Some(before(45)),
        }],
        features: Arc::new(vec![Feature {
            id: FeatureId(Uuid::nil()),
            external_id: String::new(),
            key: true,
            plans: Vec::new(),
        }]),
        team_members: Arc::new(vec![
            TeamMember { id: member_id(0), department: Some(Department::Sales) },
            TeamMember { id: member_id(1), department: Some(Department::Cs) },
        ]),
        health_override: None,
        risk_answers: Vec::new(),
    };
    name(&mut facts);
    facts
}
