//! An answer to a survey.

use entity::enums::{HistoryKind, SurveyKind};
use entity::survey_response::{Column, Model};

use super::{HistoryLine, Record, fact_head};
use crate::domain::facts;

impl Record for Model {
    fact_head!(SurveyResponse);

    fn history(&self) -> Option<HistoryLine> {
        let what = match self.kind {
            SurveyKind::Nps => "NPS",
            SurveyKind::Csat => "CSAT",
            SurveyKind::Ces => "CES",
            SurveyKind::Onboarding => "Onboarding survey",
            SurveyKind::RenewalIntent => "Renewal survey",
        };
        let (answer, min, max) = (self.answer, self.scale_min, self.scale_max);
        let summary = format!("{what} answered: {answer} on a scale of {min} to {max}");
        Some(HistoryLine { kind: HistoryKind::SurveyResponse, occurred_at: self.answered_at, summary })
    }

    fn fact(&self) -> Self::Fact {
        facts::SurveyResponse {
            id: self.id,
            external_id: self.external_id.clone(),
            contact: self.contact_id,
            kind: Some(self.kind),
            answer: Some(self.answer),
            scale_min: Some(self.scale_min),
            scale_max: Some(self.scale_max),
            low_is_good: self.low_is_good,
            answered_at: Some(self.answered_at),
        }
    }
}
