//! What `assess` answers. Field names in JSON are those of the schema.

use chrono::{DateTime, NaiveDate, Utc};
use entity::enums::{
    CriterionState, HappinessLabel, HealthBand, HealthComponent, QuadrantName, RecordKind, RiskKind, RiskState, Rung,
    Severity, Trend,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::number::{Hundredths, Millionths, Tenths};

/// The whole answer about one account at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Assessment {
    /// The moment it is for.
    pub assessed_at: DateTime<Utc>,
    /// The moment at which the answer would change with no new fact.
    pub next_review_at: DateTime<Utc>,
    /// The version of the policy that made it.
    pub policy_version: i32,
    /// Health, 0 to 100.
    pub health: Health,
    /// Happiness, −1 to 1.
    pub happiness: Happiness,
    /// The stage.
    pub stage: Stage,
    /// The quadrant.
    pub quadrant: Quadrant,
    /// Risks raised or acknowledged, in the order of the table.
    #[serde(default)]
    pub risks: Vec<Risk>,
}

/// Names a record that an answer rests on. In JSON it is the id of the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Evidence {
    /// The kind of the record.
    pub kind: RecordKind,
    /// Its id.
    pub id: Uuid,
}

/// Why: a rule, what it saw, and what would change it. It speaks of dates, moments and whole days.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reason {
    /// The rule's name.
    pub rule: String,
    /// In one sentence.
    pub text: String,
    /// What was seen.
    pub value: Option<String>,
    /// What it is held against.
    pub threshold: Option<String>,
    /// When it was observed.
    pub observed_at: Option<DateTime<Utc>>,
    /// At most ten records it rests on, newest first.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// How many records it rests on.
    pub evidence_count: u32,
    /// What would change it.
    pub next: Option<String>,
    /// Until when it holds by time alone.
    pub until: Option<DateTime<Utc>>,
}

/// Health (rules.md 1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Health {
    /// What is shown: the standing override's score, else the model's.
    pub score: Option<Tenths>,
    /// The model's score after caps.
    pub model_score: Option<Tenths>,
    /// The band shown.
    pub band: HealthBand,
    /// The known part of the weights.
    pub coverage: Hundredths,
    /// The model score against that of 30 days ago.
    pub trend: Trend,
    /// The parts.
    #[serde(default)]
    pub components: Vec<Component>,
    /// What each known signal and cap adds; they sum exactly to the model score.
    #[serde(default)]
    pub contributions: Vec<Contribution>,
    /// The caps that stand.
    #[serde(default)]
    pub caps: Vec<Reason>,
    /// The override that stands.
    pub r#override: Option<Override>,
    /// THIN, NOT_A_CUSTOMER, words of measures that the policy does not map.
    #[serde(default)]
    pub reasons: Vec<Reason>,
}

/// A part of the health score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Component {
    /// Which.
    pub component: HealthComponent,
    /// Its own score over its known signals.
    pub score: Option<Tenths>,
    /// Its weight in the whole.
    pub weight: Millionths,
    /// The known part of its shares.
    pub coverage: Hundredths,
}

/// What a signal or a cap adds to the score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Contribution {
    /// The part it belongs to; none for a cap.
    pub component: Option<HealthComponent>,
    /// The signal: `active`, `first_value`, `measure.KEY`, `cap.crisis`.
    pub signal: String,
    /// Points added.
    pub points: Tenths,
    /// Points it would add with a value of 1.
    pub max_points: Tenths,
    /// Its value in [0, 1], in millionths; none for a cap.
    pub value: Option<Millionths>,
    /// When it was last observed.
    pub observed_at: Option<DateTime<Utc>>,
    /// Why.
    pub reason: Reason,
}

/// The override that stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Override {
    /// The score shown.
    pub score: Tenths,
    /// Why.
    pub reason: String,
    /// From when.
    pub since: DateTime<Utc>,
    /// Until when.
    pub until: DateTime<Utc>,
}

/// Happiness (rules.md 2).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Happiness {
    /// −1 to 1, in hundredths.
    pub score: Option<Hundredths>,
    /// Where that is between "walkaway angry" and "gushing promoter".
    pub label: HappinessLabel,
    /// 0 to 1, in hundredths.
    pub confidence: Hundredths,
    /// Why.
    #[serde(default)]
    pub reasons: Vec<Reason>,
}

/// The stage (rules.md 4).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stage {
    /// The rung.
    pub rung: Rung,
    /// Since when.
    pub since: DateTime<Utc>,
    /// All criteria, rung by rung.
    #[serde(default)]
    pub criteria: Vec<Criterion>,
    /// The criteria of the next rung that are neither met nor waived.
    #[serde(default)]
    pub next: Vec<Criterion>,
    /// How much of each rung is reached.
    #[serde(default)]
    pub progress: Vec<Progress>,
}

/// A criterion of a rung.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Criterion {
    /// The rung it belongs to.
    pub rung: Rung,
    /// Its word.
    pub rule: String,
    /// Whether it holds.
    pub state: CriterionState,
    /// Since when it has been neither met nor waived.
    pub failing_since: Option<NaiveDate>,
    /// Why.
    pub reason: Reason,
}

/// How much of a rung is reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// The rung.
    pub rung: Rung,
    /// Criteria met or waived.
    pub met: u32,
    /// Criteria.
    pub total: u32,
    /// Their share.
    pub share: Hundredths,
}

/// The quadrant (rules.md 3).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Quadrant {
    /// Its name.
    pub name: QuadrantName,
    /// Since when; none where it is not known.
    pub since: Option<DateTime<Utc>>,
    /// x: the customer's happiness.
    pub customer_happiness: Option<Hundredths>,
    /// y: ours; scoped.
    pub company_happiness: Option<Hundredths>,
    /// (x + y) / 2; scoped.
    pub level: Option<Hundredths>,
    /// REASSESS, and near enough to be won back.
    pub recoverable: bool,
    /// Whole months in it.
    pub months_in_quadrant: u32,
    /// What to do.
    pub advice: String,
    /// Why.
    #[serde(default)]
    pub reasons: Vec<Reason>,
}

/// A risk raised or acknowledged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Risk {
    /// Its kind.
    pub kind: RiskKind,
    /// How bad it is.
    pub severity: Severity,
    /// RAISED or ACKNOWLEDGED.
    pub state: RiskState,
    /// Since when its condition holds.
    pub since: DateTime<Utc>,
    /// Why.
    #[serde(default)]
    pub reasons: Vec<Reason>,
    /// The suggested play.
    pub play: Option<String>,
}

/// One line of what changed between two assessments (rules.md 1.9).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangeLine {
    /// The signal or cap; none for an override's line.
    pub signal: Option<String>,
    /// Why it changed.
    pub cause: entity::enums::ChangeCause,
    /// Points gained or lost.
    pub points: Tenths,
}

impl Evidence {
    /// The record's id on the wire.
    pub fn wire(self) -> String {
        entity::ids::encode(self.kind.prefix(), self.id)
    }
}

impl Serialize for Evidence {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.wire())
    }
}

impl<'de> Deserialize<'de> for Evidence {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = String::deserialize(deserializer)?;
        let named =
            entity::ids::decode(&wire).and_then(|(prefix, id)| Some(Self { kind: RecordKind::of_prefix(prefix)?, id }));
        named.ok_or_else(|| serde::de::Error::custom("not the id of a record"))
    }
}
