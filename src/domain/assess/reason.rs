//! Why: the words of an answer, and the records it rests on.

use std::fmt::Display;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use entity::enums::RecordKind;
use uuid::Uuid;

use crate::domain::assessment::{Evidence, Reason};
use crate::domain::bounds::EVIDENCE;

/// Records an answer rests on, newest first once asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Records<'a>(Vec<(DateTime<Utc>, &'a str, Evidence)>);

impl<'a> Records<'a> {
    pub(super) fn add(&mut self, at: DateTime<Utc>, key: &'a str, kind: RecordKind, id: impl Into<Uuid>) {
        self.0.push((at, key, Evidence { kind, id: id.into() }));
    }

    pub(super) fn one(at: DateTime<Utc>, key: &'a str, kind: RecordKind, id: impl Into<Uuid>) -> Self {
        let mut records = Self::default();
        records.add(at, key, kind, id);
        records
    }

    pub(super) fn newest(&self) -> Option<DateTime<Utc>> {
        self.0.iter().map(|&(at, ..)| at).max()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each record once, newest first, and how many there are.
    fn told(mut self) -> (Vec<Evidence>, u32) {
        self.0.sort_unstable_by(|a, b| (b.0, b.1.as_bytes(), b.2).cmp(&(a.0, a.1.as_bytes(), a.2)));
        self.0.dedup_by_key(|&mut (.., evidence)| evidence);
        let count = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        (self.0.into_iter().take(EVIDENCE).map(|(.., evidence)| evidence).collect(), count)
    }
}

/// A reason with nothing but its rule and sentence.
pub(super) fn reason(rule: &str, text: impl Into<String>) -> Reason {
    Reason {
        rule: rule.to_owned(),
        text: text.into(),
        value: None,
        threshold: None,
        observed_at: None,
        evidence: Vec::new(),
        evidence_count: 0,
        next: None,
        until: None,
    }
}

/// What a reason may also say.
pub(super) trait Say: Sized {
    fn seen(self, value: impl Display, threshold: impl Display) -> Self;
    fn observed(self, at: Option<DateTime<Utc>>) -> Self;
    fn resting_on(self, records: Records<'_>) -> Self;
    fn counting(self, records: usize) -> Self;
    fn or_else(self, next: impl Into<String>) -> Self;
    fn until(self, until: Option<DateTime<Utc>>) -> Self;
}

impl Say for Reason {
    fn seen(mut self, value: impl Display, threshold: impl Display) -> Self {
        self.value = Some(value.to_string());
        let threshold = threshold.to_string();
        self.threshold = (!threshold.is_empty()).then_some(threshold);
        self
    }

    fn observed(mut self, at: Option<DateTime<Utc>>) -> Self {
        self.observed_at = at;
        self
    }

    fn resting_on(mut self, records: Records<'_>) -> Self {
        self.observed_at = self.observed_at.or(records.newest());
        (self.evidence, self.evidence_count) = records.told();
        self
    }

    fn counting(mut self, records: usize) -> Self {
        self.evidence_count = u32::try_from(records).unwrap_or(u32::MAX);
        self
    }

    fn or_else(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }

    fn until(mut self, until: Option<DateTime<Utc>>) -> Self {
        self.until = until;
        self
    }
}

/// The first instant of a date.
pub(super) fn midnight(date: NaiveDate) -> DateTime<Utc> {
    date.and_time(NaiveTime::MIN).and_utc()
}

/// A whole number of things, in words: `1 ticket`, `2 tickets`.
pub(super) fn count(number: impl Into<i128>, noun: &str) -> String {
    let number = number.into();
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
