//! An outcome the customer wants, as a system sends it.

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::NaiveDate;
use entity::enums::RecordKind;
use entity::goal;
use entity::values::{GoalValue, GoalValues};

use super::gaps::{Gaps, date, moment, said};
use super::merge::{Merge, fact};
use super::reference::{ExternalIdInput, Reference, stated};
use super::result::Problem;
use super::row::{Row, common};
use super::value::{self, Read};
use crate::domain::facts;
use crate::domain::text::LIST;
use crate::scalar::{Date, DateTime, Decimal};

/// An outcome the customer wants.
#[derive(Clone, Debug, Default, InputObject)]
pub struct GoalRowInput {
    /// Its key in the system that sends it, 1 to 255 characters.
    pub external_id: ID,
    /// The source's own stamp of the record: an older one than the stored changes nothing (STALE), and one that lies ahead of the clock is refused (INVALID).
    pub updated_at: Option<DateTime>,
    /// The account it belongs to; a new record needs it, and a later one that names another account moves the record there.
    pub account: MaybeUndefined<ExternalIdInput>,
    /// The outcome, up to 255 characters; a new record needs it.
    pub name: MaybeUndefined<String>,
    /// The customer's own metric, up to 255 characters; a new record needs it.
    pub metric: MaybeUndefined<String>,
    /// Its unit, up to 255 characters.
    pub unit: MaybeUndefined<String>,
    /// Where it began, in the unit.
    pub baseline: MaybeUndefined<Decimal>,
    /// Where it is to end, in the unit.
    pub target: MaybeUndefined<Decimal>,
    /// First day; a new record needs it.
    pub start_on: MaybeUndefined<Date>,
    /// Day by which it is to be reached; a new record needs it.
    pub due_on: MaybeUndefined<Date>,
    /// Given up; no where absent.
    pub abandoned: MaybeUndefined<bool>,
    /// Its values over time, the whole list; of one date the last in the list counts.
    pub values: MaybeUndefined<Vec<GoalValueRowInput>>,
    /// When the customer accepted the evidence.
    pub accepted_at: MaybeUndefined<DateTime>,
    /// The contact who accepted it.
    pub accepted_by: MaybeUndefined<ExternalIdInput>,
    /// The evidence, up to 10,000 characters.
    pub evidence: MaybeUndefined<String>,
}

impl Row for GoalRowInput {
    type Model = goal::Model;

    common!();

    fn references(&self) -> Vec<Reference<'_>> {
        stated(RecordKind::Contact, [&self.accepted_by])
    }

    fn merge(&self, m: &mut Merge<'_, Self::Model>) -> Self::Model {
        fact!(goal, m, {
            name: m.required("name", &self.name, value::line, |b| b.name.clone(), String::new()),
            metric: m.required("metric", &self.metric, value::line, |b| b.metric.clone(), String::new()),
            unit: m.optional("unit", &self.unit, value::line, |b| b.unit.clone()),
            baseline: m.optional("baseline", &self.baseline, value::micros, |b| b.baseline),
            target: m.optional("target", &self.target, value::micros, |b| b.target),
            start_on: m.required("startOn", &self.start_on, value::date, |b| b.start_on, NaiveDate::default()),
            due_on: m.required("dueOn", &self.due_on, value::date, |b| b.due_on, NaiveDate::default()),
            abandoned: m.defaulted("abandoned", &self.abandoned, value::plain, |b| b.abandoned, false),
            values: m.defaulted("values", &self.values, series, |b| b.values.clone(), GoalValues::default()),
            accepted_at: m.optional("acceptedAt", &self.accepted_at, value::moment, |b| b.accepted_at),
            accepted_by_id: m.reference("acceptedBy", RecordKind::Contact, &self.accepted_by, |b| b.accepted_by_id),
            evidence: m.optional("evidence", &self.evidence, value::text, |b| b.evidence.clone()),
        })
    }

    fn fact(&self, gaps: &mut Gaps) -> facts::Goal {
        let mut values = Vec::new();
        for entry in self.values.value().into_iter().flatten() {
            values.extend(gaps.exact("values", entry.value).map(|value| GoalValue { on: entry.on.into(), value }));
        }
        facts::Goal {
            id: gaps.id(RecordKind::Goal, &self.external_id),
            baseline: gaps.micros("baseline", &self.baseline),
            target: gaps.micros("target", &self.target),
            start_on: date(&self.start_on),
            due_on: date(&self.due_on),
            abandoned: said(&self.abandoned).unwrap_or(false),
            values,
            accepted_at: moment(&self.accepted_at),
            external_id: self.external_id.0.clone(),
        }
    }
}

/// A value of a goal on a date.
#[derive(Clone, Debug, Default, InputObject)]
pub struct GoalValueRowInput {
    /// The date it is for.
    pub on: Date,
    /// The value, in the goal's unit.
    pub value: Decimal,
}

#[allow(clippy::ptr_arg, reason = "a reader takes the very type of its field")]
fn series(said: &Vec<GoalValueRowInput>) -> Read<GoalValues> {
    value::within(said.len(), LIST)?;
    let read = |row: &GoalValueRowInput| {
        let on = value::date(&row.on).map_err(|problem| problem.at("on"))?;
        let value = value::micros(&row.value).map_err(|problem| problem.at("value"))?;
        Ok(GoalValue { on, value })
    };
    let values = said
        .iter()
        .enumerate()
        .map(|(index, row)| read(row).map_err(|problem: Problem| problem.at(&index.to_string())));
    values.collect::<Result<_, _>>().map(GoalValues)
}
