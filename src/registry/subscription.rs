//! A recurring contract line.

use entity::enums::HistoryKind;
use entity::subscription::{Column, Model};

use super::{HistoryLine, Record, fact_head, midnight};
use crate::domain::facts;

impl Record for Model {
    fact_head!(Subscription);

    fn history(&self) -> Option<HistoryLine> {
        let what = if self.trial { "Trial" } else { "Subscription" };
        let plan = self.plan.as_ref().map(|plan| format!(" of {plan}")).unwrap_or_default();
        let end = self.ended_on.map(|on| format!(", ended on {on}")).unwrap_or_default();
        let occurred_at = self.started_on.map_or(self.recorded_at, midnight);
        Some(HistoryLine { kind: HistoryKind::Subscription, occurred_at, summary: format!("{what}{plan}{end}") })
    }

    fn fact(&self) -> Self::Fact {
        facts::Subscription {
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
        }
    }
}
