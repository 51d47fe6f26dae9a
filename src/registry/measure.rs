//! A number or word that the company tracks: a bulk fact.

use chrono::{Days, NaiveDate};
use entity::measure::{Column, Model};

use super::{Record, fact_head};
use crate::domain::facts;

impl Record for Model {
    const ENDED: Option<Column> = Some(Column::EndedAt);
    fact_head!(Measure);

    fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        let day = self.observed_at.date_naive();
        Some((day, day.checked_add_days(Days::new(1)).unwrap_or(day)))
    }

    fn fact(&self) -> Self::Fact {
        facts::Measure {
            id: self.id,
            external_id: self.external_id.clone(),
            key: self.key.clone(),
            number: self.number,
            word: self.word.clone(),
            observed_at: self.observed_at,
        }
    }
}
