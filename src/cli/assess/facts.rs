//! From the schema's rows to the facts of one account.

use std::collections::{HashMap, HashSet};

use entity::enums::RecordKind;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Failure;
use super::row::{parse, parse_all};
use crate::domain::facts::{Fact, Facts};
use crate::domain::policy::Policy;
use crate::sync;
use crate::sync::account::AccountRowInput;
use crate::sync::gaps::Gaps;
use crate::sync::row::Row;

/// The facts as far as they are read.
pub(super) struct Reading {
    account_key: String,
    gaps: Gaps,
    facts: Facts,
}

impl Reading {
    pub(super) fn of(account: Value, policy: &Policy) -> Result<Self, Failure> {
        let row: AccountRowInput = parse(account, "account")?;
        let mut gaps = Gaps::new(&policy.currency);
        let facts = Facts::of(row.fact(&mut gaps));
        match gaps.take_problem() {
            Some((field, problem)) => Err(Failure::usage(format!("account.{field}: {problem}"))),
            None => Ok(Self { account_key: row.external_id.0, gaps, facts }),
        }
    }

    /// The facts, and the keys that their ids stand for.
    pub(super) fn done(self) -> (Facts, HashMap<Uuid, String>) {
        (self.facts, self.gaps.into_names())
    }

    /// Reads an array of one kind.
    pub(super) fn read(&mut self, kind: RecordKind, array: &str, mut rows: Vec<Value>) -> Result<(), Failure> {
        let mut seen = HashSet::new();
        for (index, row) in rows.iter_mut().enumerate() {
            self.of_this_account(kind, array, index, row)?;
            let key = match row.get("externalId") {
                Some(Value::String(key)) => key.clone(),
                Some(Value::Number(key)) => key.to_string(),
                _ => continue,
            };
            if key.is_empty() {
                return Err(wrong(array, index, "externalId", "must not be empty"));
            }
            if !seen.insert(key) {
                return Err(wrong(array, index, "externalId", "stands twice"));
            }
        }
        macro_rules! by_kind {
            ($($(#[$doc:meta])* $kind:ident = $table:ident $id:tt $seen:tt [$upsert:ident $noun:literal $row:ident $what:literal];)+) => {
                match kind { $(RecordKind::$kind => self.rows::<sync::$table::$row>(array, rows),)+ }
            };
        }
        entity::kinds!(by_kind)
    }

    fn rows<R: Row>(&mut self, array: &str, rows: Vec<Value>) -> Result<(), Failure> {
        let mut facts = Vec::with_capacity(rows.len());
        for (index, row) in parse_all::<R>(rows, array)?.into_iter().enumerate() {
            facts.push(row.fact(&mut self.gaps));
            if let Some((field, problem)) = self.gaps.take_problem() {
                return Err(wrong(array, index, field, problem));
            }
        }
        facts.sort_by_key(Fact::key);
        for fact in facts {
            fact.put(&mut self.facts);
        }
        Ok(())
    }

    /// A row belongs to this account: it names it, or names none.
    fn of_this_account(&self, kind: RecordKind, array: &str, index: usize, row: &mut Value) -> Result<(), Failure> {
        let common = matches!(kind, RecordKind::Feature | RecordKind::TeamMember);
        let Some(row) = row.as_object_mut().filter(|_| !common) else { return Ok(()) };
        match row.get("account") {
            None | Some(Value::Null) => {
                row.insert("account".to_owned(), json!({"system": "assess", "id": self.account_key}));
                Ok(())
            }
            Some(Value::Object(reference)) => {
                let id = match reference.get("id") {
                    Some(Value::Number(id)) => id.to_string(),
                    id => id.and_then(Value::as_str).unwrap_or_default().to_owned(),
                };
                if id == self.account_key { Ok(()) } else { Err(wrong(array, index, "account", "is another account")) }
            }
            Some(_) => Ok(()),
        }
    }
}

/// What is wrong with a field of a row, for whoever typed it.
fn wrong(array: &str, index: usize, field: &str, problem: &str) -> Failure {
    Failure::usage(format!("{array}[{index}].{field}: {problem}"))
}
