//! Values that stand inside a column: exact numbers, actors, lists.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{DeriveValueType, FromJsonQueryResult};
use serde::{Deserialize, Serialize};

use crate::enums::{ActorKind, AssignmentRole, ConsentPurpose};
use crate::ids::{ContactId, TeamMemberId};
use crate::part::{Cell, cells};

/// An exact decimal number in millionths: up to twelve digits before the point and six behind it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, DeriveValueType, Serialize, Deserialize,
)]
pub struct Micros(pub i64);

impl fmt::Display for Micros {
    /// Without zeros at the end: `-12.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) = (self.0.unsigned_abs() / 1_000_000, self.0.unsigned_abs() % 1_000_000);
        let part = format!("{part:06}");
        match part.trim_end_matches('0') {
            "" => write!(f, "{sign}{whole}"),
            part => write!(f, "{sign}{whole}.{part}"),
        }
    }
}

/// Who did a thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(rename_all = "camelCase")]
pub struct Actor {
    /// A person, a system, or Vitrine itself.
    pub kind: ActorKind,
    /// The name to show: the team member's, else the subject of the token.
    pub name: String,
    /// The team member, where a person is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_id: Option<TeamMemberId>,
    /// The system, where it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
}

impl Cell for Actor {
    fn blank() -> Self {
        Self { kind: Cell::blank(), name: String::new(), member_id: None, system: None }
    }
}

cells!(Micros, ContactIds, TeamMemberIds, Words, Consents, GoalValues, Team, Claims);

/// The contacts that a touchpoint names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct ContactIds(pub Vec<ContactId>);

/// The team members that a touchpoint names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct TeamMemberIds(pub Vec<TeamMemberId>);

/// A list of words: plans, motivations, rewards.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Words(pub Vec<String>);

/// What a contact agreed to, or refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Consent {
    /// What for.
    pub purpose: ConsentPurpose,
    /// Agreed, or refused.
    pub granted: bool,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// The system that said so.
    pub source: String,
}

/// All consents of a contact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Consents(pub Vec<Consent>);

/// A value of a goal on a date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoalValue {
    /// The date it is for.
    pub on: NaiveDate,
    /// The value, in the goal's unit.
    pub value: Micros,
}

/// All values of a goal, in the order in which they were given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct GoalValues(pub Vec<GoalValue>);

/// One of our people on an account's team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Assignment {
    /// Who.
    pub member_id: TeamMemberId,
    /// As what.
    pub role: AssignmentRole,
    /// Since when.
    pub since: NaiveDate,
}

/// An account's team.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Team(pub Vec<Assignment>);

/// What one source last said about one of an account's attributes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Claim {
    /// The attribute: a field of the account in camel case, or a key of its own.
    pub key: String,
    /// The system, or `vitrine` where a person said it through the API.
    pub source: String,
    /// The value; null clears the attribute.
    pub value: serde_json::Value,
    /// The person or system that said it.
    pub actor: Actor,
    /// The source's own stamp, else the moment it was recorded.
    pub observed_at: DateTime<Utc>,
}

/// The last claim of each source about each attribute.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Claims(pub Vec<Claim>);
