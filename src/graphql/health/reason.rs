//! Why: what an answer rests on.

use async_graphql::{Context, ID, Object};

use crate::domain::assessment;
use crate::domain::bounds::{EVIDENCE, REASONS};
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

    fn is_open(&self, ctx: &Context<'_>) -> bool {
        is_open(ctx, &self.0)
    }
}

/// Whether the viewer may read what the reason rests on.
pub fn is_open(ctx: &Context<'_>, reason: &assessment::Reason) -> bool {
    ctx.rights().may_read_reason(&reason.rule, reason.evidence.iter().map(|evidence| evidence.kind))
}

/// Why an answer is what it is: a rule, what it saw, and what would change it. Who may not read the facts it rests on reads the rule, the sentence and `next` alone.
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
        self.0.value.as_deref().filter(|_| self.is_open(ctx))
    }

    /// What it is held against.
    async fn threshold(&self, ctx: &Context<'_>) -> Option<&str> {
        self.0.threshold.as_deref().filter(|_| self.is_open(ctx))
    }

    /// When it was observed; null where it is no single moment, and for who may not read what it rests on.
    async fn observed_at(&self, ctx: &Context<'_>) -> Option<DateTime> {
        self.0.observed_at.filter(|_| self.is_open(ctx)).map(Into::into)
    }

    /// The records it rests on, newest first, at most 10. Usage is counted, never named.
    async fn evidence(&self, ctx: &Context<'_>) -> Vec<ID> {
        if !self.is_open(ctx) {
            return Vec::new();
        }
        self.0.evidence.iter().take(EVIDENCE).map(|evidence| evidence.wire().into()).collect()
    }

    /// How many records it rests on in all; 0 for who may not read them.
    async fn evidence_count(&self, ctx: &Context<'_>) -> i32 {
        if self.is_open(ctx) { i32::try_from(self.0.evidence_count).unwrap_or(i32::MAX) } else { 0 }
    }

    /// What would change it.
    async fn next(&self) -> Option<&str> {
        self.0.next.as_deref()
    }

    /// Until when it holds by time alone; null where time alone does not end it, and for who may not read what it rests on.
    async fn until(&self, ctx: &Context<'_>) -> Option<DateTime> {
        self.0.until.filter(|_| self.is_open(ctx)).map(Into::into)
    }
}
