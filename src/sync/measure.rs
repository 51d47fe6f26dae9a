//! A number or word that the company tracks, as a system sends it.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::enums::RecordKind;
use entity::measure;

use super::gaps::{Gaps, filled};
use super::merge::{Merge, said};
use super::reference::ExternalIdInput;
use super::result::{Problem, ProblemCode};
use super::row::{Row, common};
use super::value;
use crate::domain::facts;
use crate::scalar::{DateTime, Decimal};

/// A number or word that the company tracks: exactly one of `number` and `word`.
#[derive(Clone, Debug, Default, InputObject)]
pub struct MeasureRowInput {
    /// Its key in the system that sends it, 1 to 255 characters.
    pub external_id: ID,
    /// The source's own stamp of the record: an older one than the stored changes nothing (STALE), and one that lies ahead of the clock is refused (INVALID).
    pub updated_at: Option<DateTime>,
    /// The account it belongs to; another one than before moves the record there.
    pub account: ExternalIdInput,
    /// What is measured, up to 255 characters.
    pub key: String,
    /// Its value, where it is a number, up to six digits behind the point.
    pub number: MaybeUndefined<Decimal>,
    /// Its value, where it is a word, up to 255 characters.
    pub word: MaybeUndefined<String>,
    /// When it was observed.
    pub observed_at: DateTime,
}

impl Row for MeasureRowInput {
    type Model = measure::Model;

    common!(bulk);

    fn merge(&self, m: &mut Merge<'_, Self::Model>) -> Self::Model {
        let key =
            m.required("key", &MaybeUndefined::Value(self.key.clone()), value::line, |b| b.key.clone(), String::new());
        let observed_at = MaybeUndefined::Value(self.observed_at);
        let observed_at = m.optional("observedAt", &observed_at, value::moment, |_| None).unwrap_or_default();
        let mut number = m.optional("number", &self.number, value::micros, |b| b.number);
        let mut word = m.optional("word", &self.word, value::line, |b| b.word.clone());
        match (said(&self.number).is_value(), said(&self.word).is_value()) {
            (true, false) => word = None,
            (false, true) => number = None,
            _ if number.is_some() != word.is_some() => {}
            _ => m.refuse("number", Problem::new(ProblemCode::Invalid, "exactly one of number and word must be there")),
        }
        measure::Model {
            key,
            number,
            word,
            observed_at,
            account_id: m.head.account_id,
            id: m.head.id.into(),
            recorded_at: m.before.map_or(m.moment, |before| before.recorded_at),
            system: m.head.system.clone(),
            external_id: m.head.external_id.clone(),
            version: m.before.map_or(m.head.version, |before| before.version),
            ended_at: None,
        }
    }

    fn fact(&self, gaps: &mut Gaps) -> facts::Measure {
        facts::Measure {
            id: gaps.id(RecordKind::Measure, &self.external_id),
            number: gaps.micros("number", &self.number),
            word: filled(&self.word),
            observed_at: self.observed_at.into(),
            key: self.key.clone(),
            external_id: self.external_id.0.clone(),
        }
    }
}
