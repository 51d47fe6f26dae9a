//! The one JSON object that the command reads.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use entity::enums::{RecordKind, RiskKind, RiskState};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::Failure;
use super::facts::Reading;
use crate::domain::facts::{Facts, HealthOverride, RiskAnswer};
use crate::domain::memory::Memory;
use crate::domain::number::Tenths;
use crate::domain::policy::Policy;

/// What was read.
pub(super) struct Input {
    pub(super) facts: Facts,
    pub(super) memory: Memory,
    pub(super) names: HashMap<Uuid, String>,
}

/// The kinds of fact that have an array, by their nouns: all but the account itself.
pub(super) fn arrays() -> impl Iterator<Item = RecordKind> {
    RecordKind::ALL.iter().copied().filter(|kind| *kind != RecordKind::Account)
}

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
    let account = object.remove("account").ok_or_else(|| Failure::usage("account: is missing"))?;
    let mut reading = Reading::of(account, policy)?;
    let mut connected = connected(object.remove("connected"))?;
    for kind in arrays() {
        let rows = array(&mut object, kind.noun())?;
        if !rows.is_empty() {
            connected.insert(kind);
        }
        reading.read(kind, kind.noun(), rows)?;
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
    serde_json::from_value(value).map_err(|_| Failure::usage(format!("{name}: does not fit its type")))
}

fn connected(value: Option<Value>) -> Result<BTreeSet<RecordKind>, Failure> {
    let wrong = || Failure::usage("connected: does not fit its type");
    let named: Option<Vec<String>> = serde_json::from_value(value.unwrap_or_default()).map_err(|_| wrong())?;
    let kind = |name: String| arrays().find(|kind| kind.noun() == name).ok_or_else(wrong);
    named.into_iter().flatten().map(kind).collect()
}

fn standing(set: OverrideInput) -> Result<HealthOverride, Failure> {
    let score = Tenths::from_f64(set.score).filter(|score| (0..=1000).contains(&score.0));
    let score = score.and_then(|score| i32::try_from(score.0).ok());
    let score = score.ok_or_else(|| Failure::usage("override: score must lie between 0 and 100, in tenths"))?;
    Ok(HealthOverride { score, reason: set.reason, since: set.since, until: set.until })
}
