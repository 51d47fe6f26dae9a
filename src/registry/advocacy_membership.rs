//! Membership of the advocacy programme.

use entity::advocacy_membership::{Column, Model};
use entity::enums::HistoryKind;

use super::{HistoryLine, Record, fact_head, midnight};
use crate::domain::facts;

impl Record for Model {
    fact_head!(AdvocacyMembership);

    fn history(&self) -> Option<HistoryLine> {
        let what = if self.left_on.is_some() { "Left" } else { "Joined" };
        let occurred_at = self.joined_on.map_or(self.recorded_at, midnight);
        Some(HistoryLine {
            kind: HistoryKind::Advocacy,
            occurred_at,
            summary: format!("{what} the advocacy programme"),
        })
    }

    fn fact(&self) -> Self::Fact {
        facts::AdvocacyMembership {
            id: self.id,
            external_id: self.external_id.clone(),
            joined_on: self.joined_on,
            left_on: self.left_on,
            has_motivations: !self.motivations.0.is_empty(),
        }
    }
}
