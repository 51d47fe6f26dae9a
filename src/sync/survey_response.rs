//! An answer to a survey, as a system sends it.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::enums::{RecordKind, SurveyKind};
use entity::survey_response;
use entity::values::Micros;

use super::gaps::{Gaps, moment, said};
use super::merge::{Merge, fact};
use super::reference::{ExternalIdInput, Reference, stated};
use super::result::{Problem, ProblemCode};
use super::row::{Row, common};
use super::value;
use crate::domain::facts;
use crate::scalar::{DateTime, Decimal};

/// An answer to a survey, with the scale it was given on.
#[derive(Clone, Debug, Default, InputObject)]
pub struct SurveyResponseRowInput {
    /// Its key in the system that sends it, 1 to 255 characters.
    pub external_id: ID,
    /// The source's own stamp of the record: an older one than the stored changes nothing (STALE), and one that lies ahead of the clock is refused (INVALID).
    pub updated_at: Option<DateTime>,
    /// The account it belongs to; a new record needs it, and a later one that names another account moves the record there.
    pub account: MaybeUndefined<ExternalIdInput>,
    /// Who answered.
    pub contact: MaybeUndefined<ExternalIdInput>,
    /// What was asked; a new record needs it.
    pub kind: MaybeUndefined<SurveyKind>,
    /// The answer, on its scale (else OUT_OF_SCALE); a new record needs it.
    pub answer: MaybeUndefined<Decimal>,
    /// Lowest answer of the scale; a new record needs it, but for NPS, which is 0 to 10 whatever it states.
    pub scale_min: MaybeUndefined<Decimal>,
    /// Highest answer of the scale, above the lowest; a new record needs it, but for NPS.
    pub scale_max: MaybeUndefined<Decimal>,
    /// A low answer is a good one; no where absent, and never for NPS.
    pub low_is_good: MaybeUndefined<bool>,
    /// What they added in words, up to 10,000 characters.
    pub comment: MaybeUndefined<String>,
    /// When; a new record needs it.
    pub answered_at: MaybeUndefined<DateTime>,
}

impl Row for SurveyResponseRowInput {
    type Model = survey_response::Model;

    common!();

    fn references(&self) -> Vec<Reference<'_>> {
        stated(RecordKind::Contact, [&self.contact])
    }

    fn merge(&self, m: &mut Merge<'_, Self::Model>) -> Self::Model {
        let kind = m.required("kind", &self.kind, value::plain, |b| b.kind, SurveyKind::Nps);
        let fine = m.problems.len();
        let answer = m.required("answer", &self.answer, value::micros, |b| b.answer, Micros(0));
        let nps = kind == SurveyKind::Nps;
        let (scale_min, scale_max) = if nps { (Micros(0), Micros(10_000_000)) } else { self.scale(m) };
        let known = m.problems.len() == fine;
        if known && scale_min < scale_max && !(scale_min..=scale_max).contains(&answer) {
            m.refuse("answer", Problem::new(ProblemCode::OutOfScale, "lies outside the scale"));
        }
        let low_is_good = m.defaulted("lowIsGood", &self.low_is_good, value::plain, |b| b.low_is_good, false) && !nps;
        fact!(survey_response, m, {
            contact_id: m.reference("contact", RecordKind::Contact, &self.contact, |b| b.contact_id),
            kind: kind,
            answer: answer,
            scale_min: scale_min,
            scale_max: scale_max,
            low_is_good: low_is_good,
            comment: m.optional("comment", &self.comment, value::text, |b| b.comment.clone()),
            answered_at: m.required("answeredAt", &self.answered_at, value::moment, |b| b.answered_at, m.moment),
        })
    }

    fn fact(&self, gaps: &mut Gaps) -> facts::SurveyResponse {
        facts::SurveyResponse {
            id: gaps.id(RecordKind::SurveyResponse, &self.external_id),
            contact: gaps.reference(RecordKind::Contact, &self.contact),
            kind: said(&self.kind),
            answer: gaps.micros("answer", &self.answer),
            scale_min: gaps.micros("scaleMin", &self.scale_min),
            scale_max: gaps.micros("scaleMax", &self.scale_max),
            low_is_good: said(&self.low_is_good).unwrap_or(false),
            answered_at: moment(&self.answered_at),
            external_id: self.external_id.0.clone(),
        }
    }
}

impl SurveyResponseRowInput {
    fn scale(&self, m: &mut Merge<'_, survey_response::Model>) -> (Micros, Micros) {
        let min = m.required("scaleMin", &self.scale_min, value::micros, |b| b.scale_min, Micros(0));
        let max = m.required("scaleMax", &self.scale_max, value::micros, |b| b.scale_max, Micros(1));
        if min >= max {
            m.refuse("scaleMax", Problem::new(ProblemCode::Invalid, "must lie above scaleMin"));
        }
        (min, max)
    }
}
