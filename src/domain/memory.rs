//! What the previous assessment left behind.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::enums::{HealthBand, QuadrantName, RiskKind, Rung};
use serde::{Deserialize, Serialize};

use super::number::Tenths;

/// What the previous assessment left behind, empty at first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Memory {
    /// The model's band as shown, after THIN; also while an override stands.
    pub band: Option<HealthBand>,
    /// The rung.
    pub rung: Option<Rung>,
    /// Since when.
    pub rung_since: Option<DateTime<Utc>>,
    /// Per criterion the date since which it has been neither met nor waived.
    pub failing: BTreeMap<String, NaiveDate>,
    /// The customer's side: positive or not.
    pub customer_side: Option<bool>,
    /// The company's side: positive or not.
    pub company_side: Option<bool>,
    /// The quadrant.
    pub quadrant: Option<QuadrantName>,
    /// Since when.
    pub quadrant_since: Option<DateTime<Utc>>,
    /// The since of every risk condition that holds, silenced or not.
    pub risks: BTreeMap<RiskKind, DateTime<Utc>>,
    /// The model score of each of the last 38 dates that has one.
    pub scores: BTreeMap<NaiveDate, Tenths>,
}
