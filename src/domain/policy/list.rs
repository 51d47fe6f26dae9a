//! The entries of the policy's lists.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use entity::enums::HealthComponent;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::number::Millionths;

/// What one unit of a currency is worth in the policy's, from a day on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Rate {
    /// The other currency (ISO 4217).
    pub currency: String,
    /// The day from which it holds.
    pub on: NaiveDate,
    /// Units of the policy's currency for one of the other.
    pub rate: RateValue,
}

/// A rate of exchange, exact to twelve digits behind the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RateValue(pub i64);

impl RateValue {
    /// How many make one.
    pub const SCALE: i64 = 1_000_000_000_000;
}

impl Serialize for RateValue {
    #[allow(clippy::cast_precision_loss, reason = "a rate has at most as many digits as a double")]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0 as f64 / Self::SCALE as f64)
    }
}

impl<'de> Deserialize<'de> for RateValue {
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "checked against the bounds first")]
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let shown = f64::deserialize(deserializer)?;
        let scaled = (shown * Self::SCALE as f64).round();
        let fits = (1.0..=1e18).contains(&scaled);
        fits.then_some(Self(scaled as i64)).ok_or_else(|| serde::de::Error::custom("a rate lies between 1e-12 and 1e6"))
    }
}

/// A measure that is a signal of health: a number on a scale, or a word with a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MeasureRule {
    /// The measure's key.
    pub key: String,
    /// The component it belongs to.
    pub component: HealthComponent,
    /// Its share inside the component, before all of them are divided by their sum.
    pub share: Millionths,
    /// The numbers that are worth 0 and 1; the first above the second turns it round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<[Millionths; 2]>,
    /// What each word is worth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub map: Option<BTreeMap<String, Millionths>>,
    /// Days in which it fades to a half; absent: it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half_life: Option<Millionths>,
}

/// A measure that tells the company's happiness with an account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CompanyMeasure {
    /// The measure's key.
    pub key: String,
    /// Its weight; profit's is 1.
    pub weight: Millionths,
    /// The numbers that are worth 0 and 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<[Millionths; 2]>,
    /// What each word is worth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub map: Option<BTreeMap<String, Millionths>>,
}

/// A group of fields that only some roles read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AttributeGroup {
    /// E-mail and telephone of contacts.
    Contacts,
    /// Contracts and their prices.
    Commercials,
    /// What the account earns and costs.
    Profitability,
    /// The use of features.
    Features,
    /// The advocacy programme.
    Advocacy,
}
