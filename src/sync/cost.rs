//! Money that serving the account took, as a system sends it.

use async_graphql::{ID, InputObject, MaybeUndefined};
use chrono::NaiveDate;
use entity::cost;
use entity::enums::{CostKind, RecordKind};

use super::gaps::{Gaps, date, filled, said};
use super::merge::{Merge, fact};
use super::money;
use super::reference::ExternalIdInput;
use super::row::{Row, common};
use super::value;
use crate::domain::currency::digits;
use crate::domain::facts;
use crate::scalar::{Date, DateTime, Decimal};

/// Money that serving the account took.
#[derive(Clone, Debug, Default, InputObject)]
pub struct CostRowInput {
    /// Its key in the system that sends it, 1 to 255 characters.
    pub external_id: ID,
    /// The source's own stamp of the record: an older one than the stored changes nothing (STALE), and one that lies ahead of the clock is refused (INVALID).
    pub updated_at: Option<DateTime>,
    /// The account it belongs to; a new record needs it, and a later one that names another account moves the record there.
    pub account: MaybeUndefined<ExternalIdInput>,
    /// What it is; a new record needs it.
    pub kind: MaybeUndefined<CostKind>,
    /// The day it counts on; a new record needs it.
    pub on: MaybeUndefined<Date>,
    /// The amount in major units, below 0 for a correction, with no more digits than the currency has; a new record needs it.
    pub amount: MaybeUndefined<Decimal>,
    /// ISO 4217, upper case; the policy's where absent.
    pub currency: MaybeUndefined<String>,
    /// More about it, up to 10,000 characters.
    pub note: MaybeUndefined<String>,
}

impl Row for CostRowInput {
    type Model = cost::Model;

    common!();

    fn merge(&self, m: &mut Merge<'_, Self::Model>) -> Self::Model {
        let standard = m.policy.currency.clone();
        let currency = m.defaulted("currency", &self.currency, value::currency, |b| b.currency.clone(), standard);
        let amount_minor = money::amount(m, "amount", &self.amount, digits(&currency), |b| {
            Some(Decimal::of_minor(b.amount_minor, digits(&b.currency)))
        });
        if !self.amount.is_value() && amount_minor.is_none() {
            m.missing("amount");
        }
        fact!(cost, m, {
            kind: m.required("kind", &self.kind, value::plain, |b| b.kind, CostKind::Cost),
            on: m.required("on", &self.on, value::date, |b| b.on, NaiveDate::default()),
            amount_minor: amount_minor.unwrap_or_default(),
            currency: currency,
            note: m.optional("note", &self.note, value::text, |b| b.note.clone()),
        })
    }

    fn fact(&self, gaps: &mut Gaps) -> facts::Cost {
        facts::Cost {
            id: gaps.id(RecordKind::Cost, &self.external_id),
            kind: said(&self.kind),
            on: date(&self.on),
            amount_minor: gaps.minor("amount", &self.amount, &self.currency),
            currency: filled(&self.currency),
            external_id: self.external_id.0.clone(),
        }
    }
}
