//! Reasons: the facts that each rule rests on, and what of a reason is closed to who may not read them.

use entity::enums::RecordKind;
use serde_json::{Map, Value};

use super::reading::type_group;
use super::{Group, Rights};

/// The rules of reasons, by the group of the facts they rest on. One that is not listed is closed to everybody: a new rule
/// is put here with its group before anybody sees what it rests on.
const RULES: &[(Group, &[&str])] = &[
    (Group::Profitability, &["profit", "NO_RATE", "NO_COST", "NO_REVENUE", "UNPROFITABLE", "NEUTRAL_BUT_PROFITABLE"]),
    (Group::Advocacy, &["red_carpet"]),
    (
        Group::Open,
        &[
            // Health: adoption, voice, support, value, relationship, and what limits the answer.
            "active",
            "trend",
            "breadth",
            "depth",
            "nps",
            "csat",
            "ces",
            "onboarding",
            "sentiment",
            "crisis",
            "late",
            "fcr",
            "reopened",
            "goals",
            "first_value",
            "accepted",
            "two_way",
            "levels",
            "meetings",
            "THIN",
            "THINNED",
            "UNMAPPED",
            "NOT_A_CUSTOMER",
            // Happiness.
            "answers",
            "promises",
            "escalations",
            "acts",
            "QUIET",
            // The stage. What advocates did is open, and so is `depth` of the last rung.
            "handoff",
            "first_usage",
            "voice",
            "calm",
            "sustained",
            "roi",
            "renewal",
            "solid",
            "act",
            // The quadrant.
            "HAPPINESS_UNKNOWN",
            "TOO_YOUNG",
            // Risks.
            "UNPROVEN_SATISFACTION",
            "SILENT",
            "USAGE_DROP",
            "KEY_FEATURE_UNUSED",
            "CHAMPION_LEFT",
            "SINGLE_THREADED",
            "HANDOFF_STALLED",
            "REQUEST_OVERDUE",
            "CRISIS",
            "PROMISE_MISSED",
            "RENEWAL_AT_RISK",
            "OVERDRAWN",
            "OVERRIDE_DISAGREES",
            "MEETING_AVOIDED",
            "BLIND",
        ],
    ),
];

/// Rules that end with the key of a measure.
const OF_MEASURES: &[(Group, &str)] = &[(Group::Open, "measure."), (Group::Profitability, "company.")];

/// Makes what stands in the place of something closed.
type Nothing = fn() -> Value;

/// What of a reason's image is closed with the facts it rests on, and what stands there instead.
pub(super) const CLOSED: &[(&str, Nothing)] = &[
    ("value", || Value::Null),
    ("threshold", || Value::Null),
    ("observedAt", || Value::Null),
    ("until", || Value::Null),
    ("evidence", || Value::Array(Vec::new())),
    ("evidenceCount", || Value::from(0)),
];

/// The group of the facts that a reason of this rule rests on; none of a rule that is not known.
pub fn reason_group(rule: &str) -> Option<Group> {
    let measure = OF_MEASURES.iter().find(|(_, prefix)| rule.starts_with(prefix)).map(|&(group, _)| group);
    measure.or_else(|| RULES.iter().find(|(_, rules)| rules.contains(&rule)).map(|&(group, _)| group))
}

impl Rights {
    /// Whether the caller may read what a reason rests on: the group of its rule, and the type of each record that it names.
    /// Value, threshold, evidence and moments of other reasons are closed.
    pub fn may_read_reason(&self, rule: &str, evidence: impl IntoIterator<Item = RecordKind>) -> bool {
        let readable = |kind: RecordKind| type_group(kind.type_name()).is_some_and(|group| self.may_read(group));
        reason_group(rule).is_some_and(|group| self.may_read(group)) && evidence.into_iter().all(readable)
    }
}

/// The same of a reason in an image; what is no reason is not closed here.
pub(super) fn reason_is_open(rights: &Rights, fields: &Map<String, Value>) -> bool {
    let Some(rule) = fields.get("rule").and_then(Value::as_str) else { return true };
    let named = fields.get("evidence").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let kinds: Option<Vec<RecordKind>> = named.iter().map(|id| kind_of(id.as_str()?)).collect();
    kinds.is_some_and(|kinds| rights.may_read_reason(rule, kinds))
}

/// The kind of the record with this id.
fn kind_of(id: &str) -> Option<RecordKind> {
    let (prefix, _) = id.split_once('_')?;
    RecordKind::ALL.iter().copied().find(|kind| kind.prefix() == prefix)
}
