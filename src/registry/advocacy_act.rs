//! What an advocate did.

use entity::advocacy_act::{Column, Model};
use entity::enums::{ActKind, HistoryKind};

use super::{HistoryLine, Record, fact_head, midnight};
use crate::domain::facts;

impl Record for Model {
    fact_head!(AdvocacyAct);

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

    fn fact(&self) -> Self::Fact {
        facts::AdvocacyAct {
            id: self.id,
            external_id: self.external_id.clone(),
            contact: self.contact_id,
            kind: Some(self.kind),
            on: Some(self.on),
        }
    }
}
