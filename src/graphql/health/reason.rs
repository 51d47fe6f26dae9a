//! Why: what an answer rests on.

use async_graphql::{Context, ID, Object};

use crate::domain::bounds::{EVIDENCE, REASONS};
use crate::domain::{access, assessment};
use crate::graphql::context::ContextExt;
use crate::graphql::objects::Many;
use crate::scalar::DateTime;

/// Why an answer is what it is.
pub struct Reason(pub assessment::Reason);

impl Reason {
    /// The reasons of a list, as many as it may have.
    pub fn all(reasons: &[assessment::Reason]) -> Many<Self> {
        reasons.iter().take(REASONS).cloned().map(Self).collect()
    }

    /// The viewer may read what it rests on.
    fn open(&self, ctx: &Context<'_>) -> bool {
        access::reason_group(&self.0.rule).is_none_or(|group| ctx.may_read(group))
    }
}

/// Why an answer is what it is: a rule, what it saw, and what would change it. Value, threshold and evidence are empty for who may not read what they rest on.
#[Object]
impl Reason {
    /// The rule's name.
    async fn rule(&self) -> &str {
        &self.0.rule
    }

    /// In one sentence, with dates and whole days, and without figures that only some may read.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// What was seen.
    async fn value(&self, ctx: &Context<'_>) -> Option<&str> {
        self.0.value.as_deref().filter(|_| self.open(ctx))
    }

    /// What it is held against.
    async fn threshold(&self, ctx: &Context<'_>) -> Option<&str> {
        self.0.threshold.as_deref().filter(|_| self.open(ctx))
    }

    /// When it was observed; null where it is no single moment.
    async fn observed_at(&self) -> Option<DateTime> {
        self.0.observed_at.map(Into::into)
    }

    /// The records it rests on, newest first, at most 10. Usage is counted, never named.
    async fn evidence(&self, ctx: &Context<'_>) -> Vec<ID> {
        if !self.open(ctx) {
            return Vec::new();
        }
        self.0.evidence.iter().take(EVIDENCE).map(|evidence| evidence.wire().into()).collect()
    }

    /// How many records it rests on in all.
    async fn evidence_count(&self) -> i32 {
        i32::try_from(self.0.evidence_count).unwrap_or(i32::MAX)
    }

    /// What would change it.
    async fn next(&self) -> Option<&str> {
        self.0.next.as_deref()
    }

    /// Until when it holds by time alone; null where time alone does not end it.
    async fn until(&self) -> Option<DateTime> {
        self.0.until.map(Into::into)
    }
}
