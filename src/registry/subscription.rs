//! A recurring contract line.

use entity::enums::{HistoryKind, RecordKind};
use entity::subscription::{Column, Model};
use uuid::Uuid;

use super::{HistoryLine, Record, fact_head, midnight, place, take};
use crate::domain::facts::{self, Facts};

impl Record for Model {
    const KIND: RecordKind = RecordKind::Subscription;
    const TYPE: &'static str = "CustomerSubscription";
    fact_head!();

    fn history(&self) -> Option<HistoryLine> {
        let what = if self.trial { "Trial" } else { "Subscription" };
        let plan = self.plan.as_ref().map(|plan| format!(" of {plan}")).unwrap_or_default();
        let end = self.ended_on.map(|on| format!(", ended on {on}")).unwrap_or_default();
        let occurred_at = self.started_on.map_or(self.recorded_at, midnight);
        Some(HistoryLine { kind: HistoryKind::Subscription, occurred_at, summary: format!("{what}{plan}{end}") })
    }

    fn put(&self, facts: &mut Facts) {
        let subscription = facts::Subscription {
            id: self.id,
            external_id: self.external_id.clone(),
            plan: self.plan.clone(),
            mrr_minor: self.mrr_minor,
            currency: self.currency.clone(),
            seats: self.seats,
            trial: self.trial,
            started_on: self.started_on,
            term_ends_on: self.term_ends_on,
            ended_on: self.ended_on,
        };
        place(&mut facts.subscriptions, subscription, |subscription| subscription.id.0);
    }
    fn remove(facts: &mut Facts, id: Uuid) {
        take(&mut facts.subscriptions, id, |subscription| subscription.id.0);
    }
}
