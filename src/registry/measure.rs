//! A number or word that the company tracks: a bulk fact.

use chrono::{Days, NaiveDate};
use entity::enums::RecordKind;
use entity::measure::{Column, Model};
use uuid::Uuid;

use super::{Record, fact_head, place, take};
use crate::domain::facts::{self, Facts};

impl Record for Model {
    const KIND: RecordKind = RecordKind::Measure;
    const TYPE: &'static str = "Measure";
    const ENDED: Option<Column> = Some(Column::EndedAt);
    fact_head!();

    fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        let day = self.observed_at.date_naive();
        Some((day, day.checked_add_days(Days::new(1)).unwrap_or(day)))
    }

    fn put(&self, facts: &mut Facts) {
        let measure = facts::Measure {
            id: self.id,
            external_id: self.external_id.clone(),
            key: self.key.clone(),
            number: self.number,
            word: self.word.clone(),
            observed_at: self.observed_at,
        };
        place(&mut facts.measures, measure, |measure| measure.id.0);
    }
    fn remove(facts: &mut Facts, id: Uuid) {
        take(&mut facts.measures, id, |measure| measure.id.0);
    }
}
