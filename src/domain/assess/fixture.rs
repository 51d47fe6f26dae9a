//! Facts for tests: an account and small records that tests fill in.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use entity::enums::{
    AccountStatus, Channel, Direction, MeetingState, RecordKind, RenewalInfluence, Seniority, SurveyKind,
    TicketSeverity, TouchModel,
};
use entity::ids::{AccountId, ContactId};
use entity::values::Micros;
use uuid::Uuid;

use super::assess;
use crate::domain::assessment::{Assessment, Contribution, Criterion, Risk};
use crate::domain::facts::{Account, Contact, Facts, Feature, Subscription, SurveyResponse, Ticket, Touchpoint, Usage};
use crate::domain::memory::Memory;
use crate::domain::policy::Policy;

/// Noon of the first of July 2026.
pub(super) fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_782_907_200, 0).unwrap()
}

/// The date so many days ago.
pub(super) fn ago(days: u64) -> NaiveDate {
    now().date_naive() - Days::new(days)
}

/// Noon so many days ago.
pub(super) fn noon(days: i64) -> DateTime<Utc> {
    now() - TimeDelta::days(days)
}

pub(super) fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// A customer since 400 days, with every kind connected and no other fact.
pub(super) fn facts() -> Facts {
    let account = Account {
        id: AccountId(id(1)),
        status: AccountStatus::Customer,
        touch_model: TouchModel::LowTouch,
        started_on: Some(ago(400)),
        first_value_at: None,
    };
    let connected = RecordKind::ALL.iter().copied().collect();
    Facts { first_seen: Some(ago(400)), connected, ..Facts::of(account) }
}

pub(super) fn contact(number: u128, seniority: Seniority) -> Contact {
    Contact {
        id: ContactId(id(number)),
        external_id: format!("c{number}"),
        seniority,
        renewal_influence: RenewalInfluence::Unknown,
        left_at: None,
    }
}

pub(super) fn ticket(severity: TicketSeverity, opened: DateTime<Utc>) -> Ticket {
    Ticket {
        id: id(opened.timestamp().unsigned_abs().into()).into(),
        external_id: format!("t{opened}"),
        severity,
        opened_at: Some(opened),
        closed_at: None,
        target_at: None,
        first_contact_resolved: None,
        reopens: 0,
        escalated: false,
        minutes: None,
    }
}

/// An answer of 0 to 10, so many days ago.
pub(super) fn answered(kind: SurveyKind, answer: i64, days: i64, contact: Option<u128>) -> SurveyResponse {
    SurveyResponse {
        id: id(9_000 + u128::from(days.unsigned_abs())).into(),
        external_id: format!("s{days}"),
        contact: contact.map(|number| ContactId(id(number))),
        kind: Some(kind),
        answer: Some(Micros(answer * 1_000_000)),
        scale_min: Some(Micros(0)),
        scale_max: Some(Micros(10_000_000)),
        low_is_good: false,
        answered_at: Some(noon(days)),
    }
}

/// An e-mail with these contacts, so many days ago.
pub(super) fn touch(direction: Direction, days: i64, contacts: &[u128]) -> Touchpoint {
    Touchpoint {
        id: id(7_000 + u128::from(days.unsigned_abs())).into(),
        external_id: format!("p{days}"),
        channel: Some(Channel::Email),
        direction,
        initiation: None,
        state: MeetingState::Kept,
        purpose: None,
        occurred_at: Some(noon(days)),
        minutes: None,
        has_outcome: false,
        sentiment: None,
        contacts: contacts.iter().map(|&number| ContactId(id(number))).collect(),
        members: Vec::new(),
    }
}

/// A subscription of 100.00 a month and ten seats, running since 400 days.
pub(super) fn subscription() -> Subscription {
    Subscription {
        id: id(5_000).into(),
        external_id: "line".to_owned(),
        plan: None,
        mrr_minor: Some(10_000),
        currency: None,
        seats: Some(10),
        trial: false,
        started_on: Some(ago(400)),
        term_ends_on: None,
        ended_on: None,
    }
}

/// A day of one user with a feature.
pub(super) fn used(days: u64, user: &str, feature: &str, seconds: i64) -> Usage {
    Usage {
        id: id(6_000).into(),
        from: ago(days),
        to: ago(days) + Days::new(1),
        user: Some(Arc::from(user)),
        feature: Some(Arc::from(feature)),
        uses: None,
        sessions: Some(1),
        seconds: Some(seconds),
        active_users: None,
    }
}

pub(super) fn feature(name: &str, key: bool, plans: &[&str]) -> Feature {
    Feature {
        id: id(u128::from(name.as_bytes()[0])).into(),
        external_id: name.to_owned(),
        key,
        plans: plans.iter().map(|&plan| plan.to_owned()).collect(),
    }
}

/// The assessment of facts without memory, by the defaults.
pub(super) fn assessed(facts: &Facts) -> Assessment {
    assess(facts, &Memory::default(), &Policy::default(), now()).0
}

/// A signal's value in millionths, where it is known.
pub(super) fn value(facts: &Facts, signal: &str) -> Option<i64> {
    let assessment = assessed(facts);
    let found = assessment.health.contributions.iter().find(|contribution| contribution.signal == signal);
    found.and_then(|contribution: &Contribution| contribution.value).map(|value| value.0)
}

pub(super) fn criterion(facts: &Facts, rule: &str) -> Criterion {
    assessed(facts).stage.criteria.into_iter().find(|criterion| criterion.rule == rule).unwrap()
}

pub(super) fn risk(facts: &Facts, kind: entity::enums::RiskKind) -> Option<Risk> {
    assessed(facts).risks.into_iter().find(|risk| risk.kind == kind)
}
