//! Use of the product over a day or longer: a bulk fact.

use std::sync::Arc;

use chrono::NaiveDate;
use entity::usage::{Column, Model};

use super::{Record, fact_head};
use crate::domain::facts;

impl Record for Model {
    const ENDED: Option<Column> = Some(Column::EndedAt);
    fact_head!(Usage);

    fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        Some((self.from, self.to))
    }

    fn fact(&self) -> Self::Fact {
        facts::Usage {
            id: self.id,
            from: self.from,
            to: self.to,
            user: self.user.as_deref().map(Arc::from),
            feature: self.feature.as_deref().map(Arc::from),
            uses: self.uses,
            sessions: self.sessions,
            seconds: self.seconds,
            active_users: self.active_users,
        }
    }
}
