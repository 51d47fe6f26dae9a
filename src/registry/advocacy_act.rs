//! What an advocate did.

use entity::advocacy_act::{Column, Model};
use entity::enums::{ActKind, HistoryKind, RecordKind};
use uuid::Uuid;

use super::{HistoryLine, Record, fact_head, midnight, place, take};
use crate::domain::facts::{self, Facts};

impl Record for Model {
    const KIND: RecordKind = RecordKind::AdvocacyAct;
    const TYPE: &'static str = "AdvocacyAct";
    fact_head!();

    fn history(&self) -> Option<HistoryLine> {
        let what = match self.kind {
            ActKind::ReferenceCall => "Took a reference call",
            ActKind::Testimonial => "Gave a testimonial",
            ActKind::CaseStudy => "Took part in a case study",
            ActKind::Review => "Wrote a review",
            ActKind::Referral => "Referred somebody",
            ActKind::Speaking => "Spoke in public",
            ActKind::SocialShare => "Shared in social media",
            ActKind::Detraction => "Spoke against us",
            ActKind::Other => "Acted as an advocate",
        };
        let occurred_at = midnight(self.on);
        Some(HistoryLine { kind: HistoryKind::Advocacy, occurred_at, summary: what.to_owned() })
    }

    fn put(&self, facts: &mut Facts) {
        let act = facts::AdvocacyAct {
            id: self.id,
            external_id: self.external_id.clone(),
            contact: self.contact_id,
            kind: Some(self.kind),
            on: Some(self.on),
        };
        place(&mut facts.advocacy_acts, act, |act| act.id.0);
    }
    fn remove(facts: &mut Facts, id: Uuid) {
        take(&mut facts.advocacy_acts, id, |act| act.id.0);
    }
}
