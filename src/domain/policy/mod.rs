//! The numbers behind every rule: versioned data, merged over the defaults.

mod check;
mod document;
mod handbook;
mod list;
mod sections;

use std::collections::BTreeMap;

use entity::enums::{Department, TicketSeverity};
use serde::{Deserialize, Serialize};

pub use document::PolicyError;
pub use handbook::handbook;
pub use list::{AttributeGroup, CompanyMeasure, MeasureRule, Rate, RateValue};
pub use sections::{
    Adoption, Happiness, Health, Numbers, Quadrant, Relationship, Requests, Risks, Stage, Support, Value, Voice, Words,
};

use super::number::Millionths;

/// All numbers of the rules, with a version. Its default is what rules.md says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Policy {
    /// The version, from 1; every assessment names the one that made it.
    pub version: i32,
    /// The currency of totals, of loaded rates and of amounts that state none (ISO 4217).
    pub currency: String,
    /// What one unit of another currency is worth in the policy's, from a day on.
    pub rates: Vec<Rate>,
    /// What an hour of a department's people costs, in the policy's currency.
    pub loaded_rates: BTreeMap<Department, Millionths>,
    /// Minutes that a ticket took, by severity, where it does not say and no time was booked.
    pub ticket_minutes: BTreeMap<TicketSeverity, i64>,
    /// Minutes that a touchpoint took, where it does not say and no time was booked.
    pub touchpoint_minutes: i64,
    /// The company's own numbers and words that are signals of health.
    pub measures: Vec<MeasureRule>,
    /// The company's own numbers and words that tell its happiness with an account, beside profit (weight 1).
    pub company: Vec<CompanyMeasure>,
    /// Who owns a request to a department when nobody else does: a team member's id.
    pub default_owners: BTreeMap<Department, String>,
    /// Attributes of accounts that only some roles read, each with its group.
    pub marked_attributes: BTreeMap<String, AttributeGroup>,
    /// How contacts weigh and when goals are on track.
    pub words: Words,
    /// The health score as a whole.
    pub health: Health,
    /// Use of the product.
    pub adoption: Adoption,
    /// What the customer says.
    pub voice: Voice,
    /// Support cases.
    pub support: Support,
    /// The customer's own goals.
    pub value: Value,
    /// Who is in touch with whom.
    pub relationship: Relationship,
    /// The customer's happiness.
    pub happiness: Happiness,
    /// The company's happiness and the quadrant.
    pub quadrant: Quadrant,
    /// The hierarchy of customer success.
    pub stage: Stage,
    /// When risks are raised and how bad they are.
    pub risks: Risks,
    /// How soon requests want an update, and who hears when none comes.
    pub requests: Requests,
    /// The view's numbers.
    pub numbers: Numbers,
}

impl Default for Policy {
    fn default() -> Self {
        let hour = Millionths(60 * Millionths::SCALE);
        Self {
            version: 1,
            currency: "USD".to_owned(),
            rates: Vec::new(),
            loaded_rates: Department::ALL.iter().map(|&department| (department, hour)).collect(),
            ticket_minutes: BTreeMap::from([
                (TicketSeverity::Sev1, 240),
                (TicketSeverity::Sev2, 120),
                (TicketSeverity::Sev3, 60),
                (TicketSeverity::Sev4, 30),
            ]),
            touchpoint_minutes: 30,
            measures: Vec::new(),
            company: Vec::new(),
            default_owners: BTreeMap::new(),
            marked_attributes: BTreeMap::new(),
            words: Words::default(),
            health: Health::default(),
            adoption: Adoption::default(),
            voice: Voice::default(),
            support: Support::default(),
            value: Value::default(),
            relationship: Relationship::default(),
            happiness: Happiness::default(),
            quadrant: Quadrant::default(),
            stage: Stage::default(),
            risks: Risks::default(),
            requests: Requests::default(),
            numbers: Numbers::default(),
        }
    }
}

impl Policy {
    /// The defaults with a fragment merged over them: objects by key, lists whole.
    pub fn from_fragment(fragment: &serde_json::Value) -> Result<Self, PolicyError> {
        Self::default().merged(fragment)
    }

    /// This policy with a fragment merged over it: objects by key, lists whole.
    pub fn merged(&self, fragment: &serde_json::Value) -> Result<Self, PolicyError> {
        let policy = document::merge(self, fragment)?;
        check::check(&policy)?;
        Ok(policy)
    }

    /// Every number, as it is stored and shown.
    pub fn document(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}
