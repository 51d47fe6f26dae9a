//! The one JSON object that the command reads.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use entity::enums::{RecordKind, RiskKind, RiskState};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Failure;
use super::facts::Reading;
use super::names::Names;
use crate::domain::facts::{Facts, HealthOverride, RiskAnswer};
use crate::domain::memory::Memory;
use crate::domain::number::Tenths;
use crate::domain::policy::Policy;

/// What was read.
pub(super) struct Input {
    pub(super) facts: Facts,
    pub(super) memory: Memory,
    pub(super) names: Names,
}

/// The arrays of facts, by the name of the mutation's noun.
pub(super) const ARRAYS: [(&str, RecordKind); 19] = [
    ("contacts", RecordKind::Contact),
    ("usage", RecordKind::Usage),
    ("tickets", RecordKind::Ticket),
    ("surveyResponses", RecordKind::SurveyResponse),
    ("subscriptions", RecordKind::Subscription),
    ("outcomes", RecordKind::Outcome),
    ("touchpoints", RecordKind::Touchpoint),
    ("measures", RecordKind::Measure),
    ("requests", RecordKind::Request),
    ("goals", RecordKind::Goal),
    ("promises", RecordKind::Promise),
    ("handoffs", RecordKind::Handoff),
    ("feedback", RecordKind::Feedback),
    ("costs", RecordKind::Cost),
    ("timeEntries", RecordKind::TimeEntry),
    ("advocacyMemberships", RecordKind::AdvocacyMembership),
    ("advocacyActs", RecordKind::AdvocacyAct),
    ("features", RecordKind::Feature),
    ("teamMembers", RecordKind::TeamMember),
];

/// The other keys of the object.
pub(super) const OTHERS: [&str; 6] = ["account", "connected", "firstSeen", "override", "riskAnswers", "memory"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OverrideInput {
    score: f64,
    reason: String,
    since: DateTime<Utc>,
    until: DateTime<Utc>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RiskAnswerInput {
    kind: RiskKind,
    state: RiskState,
    at: DateTime<Utc>,
    #[serde(default)]
    reason: String,
}

pub(super) fn read(value: Value, policy: &Policy) -> Result<Input, Failure> {
    let Value::Object(mut object) = value else { return Err(Failure::usage("the input must be one JSON object")) };
    let known = |key: &&String| ARRAYS.iter().all(|(name, _)| name != key) && !OTHERS.contains(&key.as_str());
    if let Some(key) = object.keys().find(known) {
        return Err(Failure::usage(format!("the input has no key `{key}`")));
    }
    let account = object.remove("account").ok_or_else(|| Failure::usage("account: is required"))?;
    let mut reading = Reading::of(account, policy)?;
    let mut connected = connected(object.remove("connected"))?;
    for (name, kind) in ARRAYS {
        let rows = array(&mut object, name)?;
        if !rows.is_empty() {
            connected.insert(kind);
        }
        reading.read(kind, name, rows)?;
    }
    let (mut facts, names) = reading.done();
    facts.connected = connected;
    facts.first_seen = optional::<NaiveDate>(&mut object, "firstSeen")?;
    facts.health_override = optional(&mut object, "override")?.map(standing).transpose()?;
    let answers: Option<Vec<RiskAnswerInput>> = optional(&mut object, "riskAnswers")?;
    let answer = |answer: RiskAnswerInput| RiskAnswer {
        kind: answer.kind,
        state: answer.state,
        at: answer.at,
        reason: answer.reason,
    };
    facts.risk_answers = answers.into_iter().flatten().map(answer).collect();
    let memory = optional(&mut object, "memory")?.unwrap_or_default();
    Ok(Input { facts, memory, names })
}

fn array(object: &mut Map<String, Value>, name: &str) -> Result<Vec<Value>, Failure> {
    match object.remove(name) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(rows)) => Ok(rows),
        Some(_) => Err(Failure::usage(format!("{name}: must be an array"))),
    }
}

fn optional<T: DeserializeOwned>(object: &mut Map<String, Value>, name: &str) -> Result<Option<T>, Failure> {
    let value = object.remove(name).unwrap_or_default();
    serde_json::from_value(value).map_err(|error| Failure::usage(format!("{name}: {error}")))
}

fn connected(value: Option<Value>) -> Result<BTreeSet<RecordKind>, Failure> {
    let wrong = |error: String| Failure::usage(format!("connected: {error}"));
    let named: Option<Vec<String>> =
        serde_json::from_value(value.unwrap_or_default()).map_err(|error| wrong(error.to_string()))?;
    let kind = |name: String| {
        let known = ARRAYS.iter().find(|(array, _)| *array == name);
        known.map(|&(_, kind)| kind).ok_or_else(|| wrong(format!("`{name}` is no array of facts")))
    };
    named.into_iter().flatten().map(kind).collect()
}

fn standing(set: OverrideInput) -> Result<HealthOverride, Failure> {
    let score = Tenths::from_f64(set.score).filter(|score| (0..=1000).contains(&score.0));
    let score = score.and_then(|score| i32::try_from(score.0).ok());
    let score = score.ok_or_else(|| Failure::usage("override: score must lie between 0 and 100, in tenths"))?;
    Ok(HealthOverride { score, reason: set.reason, since: set.since, until: set.until })
}
