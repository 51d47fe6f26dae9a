//! Membership of the advocacy programme.

use entity::advocacy_membership::{Column, Model};
use entity::enums::{HistoryKind, RecordKind};
use uuid::Uuid;

use super::{HistoryLine, Record, fact_head, midnight, place, take};
use crate::domain::facts::{self, Facts};

impl Record for Model {
    const KIND: RecordKind = RecordKind::AdvocacyMembership;
    const TYPE: &'static str = "AdvocacyMembership";
    fact_head!();

    fn history(&self) -> Option<HistoryLine> {
        let what = if self.left_on.is_some() { "Left" } else { "Joined" };
        let occurred_at = self.joined_on.map_or(self.recorded_at, midnight);
        Some(HistoryLine {
            kind: HistoryKind::Advocacy,
            occurred_at,
            summary: format!("{what} the advocacy programme"),
        })
    }

    fn put(&self, facts: &mut Facts) {
        let membership = facts::AdvocacyMembership {
            id: self.id,
            external_id: self.external_id.clone(),
            joined_on: self.joined_on,
            left_on: self.left_on,
            has_motivations: !self.motivations.0.is_empty(),
        };
        place(&mut facts.advocacy_memberships, membership, |membership| membership.id.0);
    }
    fn remove(facts: &mut Facts, id: Uuid) {
        take(&mut facts.advocacy_memberships, id, |membership| membership.id.0);
    }
}
