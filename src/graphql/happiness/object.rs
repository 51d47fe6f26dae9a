//! The customer's happiness.

use std::sync::Arc;

use async_graphql::Object;
use entity::enums::HappinessLabel;

use crate::domain::assessment::Assessment;
use crate::domain::number::Hundredths;
use crate::graphql::health::reason::Reason;
use crate::graphql::objects::Many;

/// The customer's happiness.
pub struct Happiness(pub Arc<Assessment>);

/// Where the customer stands between "walkaway angry" and "gushing promoter" (rules 2).
#[Object]
impl Happiness {
    /// From -1 to 1 in hundredths; null where too little was said.
    async fn score(&self) -> Option<f64> {
        self.0.happiness.score.map(Hundredths::as_f64)
    }

    /// The score in a word; UNKNOWN where too little was said: quiet is not happy.
    async fn label(&self) -> HappinessLabel {
        self.0.happiness.label
    }

    /// How much was said and how lately, 0 to 1 in hundredths.
    async fn confidence(&self) -> f64 {
        self.0.happiness.confidence.as_f64()
    }

    /// What it rests on, at most 25 reasons.
    async fn reasons(&self) -> Many<Reason> {
        Reason::all(&self.0.happiness.reasons)
    }
}
