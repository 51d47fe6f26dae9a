//! The stage: a rung of the hierarchy of customer success.

use std::sync::Arc;

use async_graphql::Object;
use entity::enums::{CriterionState, Rung};

use crate::domain::assessment::{self, Assessment};
use crate::domain::bounds::{CRITERIA, RUNG_CRITERIA, RUNGS};
use crate::graphql::health::reason::Reason;
use crate::graphql::objects::{Many, One};
use crate::scalar::{Date, DateTime};

/// The rung that an account stands on.
pub struct Stage(pub Arc<Assessment>);

/// The rung of the hierarchy of customer success that the account stands on, and what the next one takes (rules 4).
#[Object]
impl Stage {
    /// The rung.
    async fn rung(&self) -> Rung {
        self.0.stage.rung
    }

    /// Since when.
    async fn since(&self) -> DateTime {
        self.0.stage.since.into()
    }

    /// All criteria, at most 11, rung by rung. Empty where the account is not assessed.
    async fn criteria(&self) -> Many<Criterion> {
        self.0.stage.criteria.iter().take(CRITERIA).cloned().map(Criterion).collect()
    }

    /// The criteria of the next rung that are neither met nor waived, at most 4.
    async fn next(&self) -> Many<Criterion> {
        self.0.stage.next.iter().take(RUNG_CRITERIA).cloned().map(Criterion).collect()
    }

    /// How much of each rung is reached, at most 3; they are separate measures.
    async fn progress(&self) -> Many<RungProgress> {
        self.0.stage.progress.iter().take(RUNGS).cloned().map(RungProgress).collect()
    }
}

/// A criterion of a rung.
pub struct Criterion(assessment::Criterion);

/// A criterion of a rung.
#[Object]
impl Criterion {
    /// The rung it belongs to.
    async fn rung(&self) -> Rung {
        self.0.rung
    }

    /// Its name (rules 4).
    async fn rule(&self) -> &str {
        &self.0.rule
    }

    /// Whether it holds.
    async fn state(&self) -> CriterionState {
        self.0.state
    }

    /// The date since which it has been neither met nor waived; after 14 days it costs the rung. Null while it holds.
    async fn failing_since(&self) -> Option<Date> {
        self.0.failing_since.map(Into::into)
    }

    /// Why.
    async fn reason(&self) -> One<Reason> {
        One(Reason(self.0.reason.clone()))
    }
}

/// How much of a rung is reached.
pub struct RungProgress(assessment::Progress);

/// How much of a rung is reached.
#[Object]
impl RungProgress {
    /// The rung.
    async fn rung(&self) -> Rung {
        self.0.rung
    }

    /// How many of its criteria are met or waived.
    async fn met(&self) -> i32 {
        i32::try_from(self.0.met).unwrap_or(i32::MAX)
    }

    /// How many criteria it has.
    async fn total(&self) -> i32 {
        i32::try_from(self.0.total).unwrap_or(i32::MAX)
    }

    /// How many of them, as a share: met by total, 0 to 1 in hundredths.
    async fn share(&self) -> f64 {
        self.0.share.as_f64()
    }
}
