//! Rows that meet no stored record: what the rules see of them, where gaps stay gaps or become what rules.md says for them.

use std::collections::HashMap;

use async_graphql::MaybeUndefined;
use chrono::NaiveDate;
use entity::enums::RecordKind;
use entity::values::Micros;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::reference::ExternalIdInput;
use crate::domain::currency;
use crate::scalar::{Date, DateTime, Decimal};

/// What the rows of one reading share: the ids that stand for their keys, and what is wrong with the one at hand.
#[derive(Debug)]
pub struct Gaps {
    currency: String,
    names: HashMap<Uuid, String>,
    problem: Option<(&'static str, &'static str)>,
}

impl Gaps {
    /// Reads amounts without a currency in this one.
    pub fn new(currency: &str) -> Self {
        Self { currency: currency.to_owned(), names: HashMap::new(), problem: None }
    }

    /// The id of a record, made from kind and key: the same whatever stands beside it.
    pub fn id<I: From<Uuid>>(&mut self, kind: RecordKind, key: &str) -> I {
        let digest = Sha256::new().chain_update(kind.prefix()).chain_update([0]).chain_update(key).finalize();
        let bytes = digest.iter().take(16).fold(0_u128, |number, &byte| (number << 8) | u128::from(byte));
        let id = Uuid::from_u128(bytes);
        self.names.insert(id, key.to_owned());
        I::from(id)
    }

    /// The keys that ids stand for.
    pub fn into_names(self) -> HashMap<Uuid, String> {
        self.names
    }

    /// The record that a field names.
    pub fn reference<I: From<Uuid>>(&mut self, kind: RecordKind, field: &MaybeUndefined<ExternalIdInput>) -> Option<I> {
        field.value().map(|reference| self.id(kind, &reference.id))
    }

    /// The records that a list names, each once.
    pub fn listed<I: From<Uuid> + PartialEq>(
        &mut self,
        kind: RecordKind,
        list: &MaybeUndefined<Vec<ExternalIdInput>>,
    ) -> Vec<I> {
        let mut ids = Vec::new();
        for reference in list.value().into_iter().flatten() {
            let id = self.id(kind, &reference.id);
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        ids
    }

    /// Notes what is wrong with a field.
    pub fn wrong(&mut self, field: &'static str, problem: &'static str) {
        self.problem.get_or_insert((field, problem));
    }

    /// What was wrong with the row at hand: the field, and the problem.
    pub fn take_problem(&mut self) -> Option<(&'static str, &'static str)> {
        self.problem.take()
    }

    /// A number with up to six digits behind the point.
    pub fn micros(&mut self, field: &'static str, value: &MaybeUndefined<Decimal>) -> Option<Micros> {
        said(value).and_then(|value| self.exact(field, value))
    }

    /// A number with up to six digits behind the point.
    pub fn exact(&mut self, field: &'static str, value: Decimal) -> Option<Micros> {
        let micros = value.to_micros();
        if micros.is_none() {
            self.wrong(field, "has more than six digits behind the point, or is too large");
        }
        micros
    }

    /// An amount in minor units of a currency; absent: the policy's.
    pub fn minor(
        &mut self,
        field: &'static str,
        value: &MaybeUndefined<Decimal>,
        currency: &MaybeUndefined<String>,
    ) -> Option<i64> {
        let currency = filled(currency).unwrap_or_else(|| self.currency.clone());
        let minor = said(value)?.to_minor(currency::digits(&currency));
        if minor.is_none() {
            self.wrong(field, "has more digits than its currency, or is too large");
        }
        minor
    }
}

/// What a row says of a field, null and absence alike.
pub fn said<T: Clone>(field: &MaybeUndefined<T>) -> Option<T> {
    field.value().cloned()
}

/// A text that is not empty.
pub fn filled(field: &MaybeUndefined<String>) -> Option<String> {
    said(field).filter(|text| !text.is_empty())
}

/// A moment.
pub fn moment(field: &MaybeUndefined<DateTime>) -> Option<chrono::DateTime<chrono::Utc>> {
    said(field).map(Into::into)
}

/// A date.
pub fn date(field: &MaybeUndefined<Date>) -> Option<NaiveDate> {
    said(field).map(Into::into)
}
