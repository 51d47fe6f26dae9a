//! How one row meets the record it is about: absent leaves, null clears, and what is wrong is collected.

use std::any::Any;
use std::collections::HashMap;

use async_graphql::MaybeUndefined;
use chrono::{DateTime, Utc};
use entity::enums::{Department, RecordKind};
use entity::ids::{AccountId, TeamMemberId};
use entity::values::{Actor, Assignment};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::identity::Identified;
use super::reference::{ExternalIdInput, Identities};
use super::result::{Problem, ProblemCode};
use super::value::{self, Read};
use crate::domain::custom_fields::{self, Size};
use crate::domain::policy::Policy;
use crate::domain::request::{self, People};
use crate::domain::text::LIST;
use crate::scalar::Json;

/// What every record has that no row states.
#[derive(Clone, Debug)]
pub struct Head {
    /// The account; nil for common facts.
    pub account_id: AccountId,
    /// Our id.
    pub id: Uuid,
    /// The system that sent it.
    pub system: String,
    /// Its key there.
    pub external_id: String,
    /// The version of a new record: 1, or the next one where it comes back after a delete.
    pub version: i32,
}

/// One row on its way into one record.
pub struct Merge<'a, M> {
    /// The record as it stands; nothing where the row creates it.
    pub before: Option<&'a M>,
    /// What no row states.
    pub head: Head,
    /// The identities that the batch touches.
    pub identities: &'a Identities,
    /// The moment of the unit of work.
    pub moment: DateTime<Utc>,
    /// The source's own stamp, else the moment.
    pub observed_at: DateTime<Utc>,
    /// The source that claims.
    pub system: &'a str,
    /// Who wrote.
    pub actor: &'a Actor,
    /// The policy in force.
    pub policy: &'a Policy,
    /// The account's team.
    pub team: &'a [Assignment],
    /// Our people; loaded where the kind needs them.
    pub people: &'a People,
    /// Whose parent is whose, for the accounts that the rows name as parents and all above them; loaded where the kind needs it.
    pub parents: &'a HashMap<AccountId, AccountId>,
    /// What tokens know our people by; loaded where the kind needs it.
    pub(super) identified: &'a Identified,
    /// Bytes that the custom fields of a record may take.
    pub custom_fields: usize,
    /// What is wrong: the record is refused.
    pub problems: Vec<Problem>,
    /// What is worth knowing: the record is taken.
    pub notes: Vec<Problem>,
    /// A part of the row was left out: sent again, it may be taken whole.
    pub partial: bool,
}

/// What a field says, once an empty text counts as null.
pub fn said<T: Any>(field: &MaybeUndefined<T>) -> MaybeUndefined<&T> {
    let blank = |value: &T| (value as &dyn Any).downcast_ref::<String>().is_some_and(|text| text.trim().is_empty());
    match field {
        MaybeUndefined::Undefined => MaybeUndefined::Undefined,
        MaybeUndefined::Value(value) if !blank(value) => MaybeUndefined::Value(value),
        _ => MaybeUndefined::Null,
    }
}

impl<M> Merge<'_, M> {
    /// Whether an account is another one, or above it.
    pub fn is_above(&self, upper: AccountId, lower: AccountId) -> bool {
        // No chain has more links than there are.
        let links = 0..=self.parents.len();
        let mut at = Some(lower);
        links.into_iter().any(|_| {
            let here = at;
            at = here.and_then(|here| self.parents.get(&here).copied());
            here == Some(upper)
        })
    }

    /// Notes what is wrong with a field.
    pub fn refuse(&mut self, field: &str, problem: Problem) {
        self.problems.push(problem.at(field));
    }

    /// Notes why a field is left out of a record that is taken.
    pub fn leave_out(&mut self, field: &str, problem: Problem) {
        self.notes.push(problem.at(field));
        self.partial = true;
    }

    /// The value that was read; what is wrong with it is noted.
    pub fn take<V>(&mut self, field: &str, read: Read<V>) -> Option<V> {
        read.map_err(|problem| self.refuse(field, problem)).ok()
    }

    /// A field that may be null.
    pub fn optional<T: Any, V>(
        &mut self,
        field: &str,
        row: &MaybeUndefined<T>,
        read: impl Fn(&T) -> Read<V>,
        before: impl Fn(&M) -> Option<V>,
    ) -> Option<V> {
        match said(row) {
            MaybeUndefined::Undefined => self.before.and_then(before),
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(value) => self.take(field, read(value)),
        }
    }

    /// A field whose absence or null means a value of its own (rules.md, "Gaps").
    pub fn defaulted<T: Any, V>(
        &mut self,
        field: &str,
        row: &MaybeUndefined<T>,
        read: impl Fn(&T) -> Read<V>,
        before: impl Fn(&M) -> V,
        gap: V,
    ) -> V {
        self.optional(field, row, read, |record| Some(before(record))).unwrap_or(gap)
    }

    /// A field without which the record cannot be: REQUIRED on a new one, INVALID where it is nulled later. Where it is wrong the filler stands in, in a record that is never stored.
    pub fn required<T: Any, V>(
        &mut self,
        field: &str,
        row: &MaybeUndefined<T>,
        read: impl Fn(&T) -> Read<V>,
        before: impl Fn(&M) -> V,
        filler: V,
    ) -> V {
        match (said(row), self.before) {
            (MaybeUndefined::Value(value), _) => self.take(field, read(value)).unwrap_or(filler),
            (MaybeUndefined::Undefined, Some(record)) => before(record),
            _ => {
                self.missing(field);
                filler
            }
        }
    }

    /// Notes that a field is not there, without which the record cannot be.
    pub fn missing(&mut self, field: &str) {
        let problem = match self.before {
            None => Problem::new(ProblemCode::Required, "a new record needs it"),
            Some(_) => Problem::new(ProblemCode::Invalid, "cannot be null"),
        };
        self.refuse(field, problem);
    }

    /// The record that a reference names.
    pub fn resolve(&mut self, field: &str, kind: RecordKind, reference: &ExternalIdInput) -> Option<Uuid> {
        let found = self.identities.record(kind, reference);
        if found.is_none() {
            self.refuse(field, unknown(kind, reference));
        }
        found
    }

    /// Whether what a reference names belongs to another account than the record.
    fn is_anothers(&self, kind: RecordKind, reference: &ExternalIdInput) -> bool {
        let named = self.identities.get(kind, &reference.system, &reference.id);
        named.and_then(|named| named.account_id).is_some_and(|account| account != self.head.account_id)
    }

    /// A field that names another record. One of another account is left out; one that stood stays.
    pub fn reference<I: From<Uuid> + PartialEq>(
        &mut self,
        field: &str,
        kind: RecordKind,
        row: &MaybeUndefined<ExternalIdInput>,
        before: impl Fn(&M) -> Option<I>,
    ) -> Option<I> {
        match row {
            MaybeUndefined::Undefined => self.before.and_then(before),
            MaybeUndefined::Null => None,
            MaybeUndefined::Value(reference) => {
                let stood = self.before.and_then(before);
                let found = self.resolve(field, kind, reference).map(I::from);
                if found.is_some() && found != stood && self.is_anothers(kind, reference) {
                    self.leave_out(field, anothers(kind, reference));
                    return stood;
                }
                found
            }
        }
    }

    /// A field that names a list of other records, each once. Those of another account are left out, but those that stood.
    pub fn references<I: From<Uuid> + PartialEq>(
        &mut self,
        field: &str,
        kind: RecordKind,
        row: &MaybeUndefined<Vec<ExternalIdInput>>,
        before: impl Fn(&M) -> Vec<I>,
    ) -> Vec<I> {
        let list = match row {
            MaybeUndefined::Undefined => return self.before.map(before).unwrap_or_default(),
            MaybeUndefined::Null => return Vec::new(),
            MaybeUndefined::Value(list) => list,
        };
        let mut ids: Vec<I> = Vec::new();
        if let Err(problem) = value::within(list.len(), LIST) {
            self.refuse(field, problem);
            return ids;
        }
        let stood = self.before.map(before).unwrap_or_default();
        for (index, reference) in list.iter().enumerate() {
            match self.identities.record(kind, reference).map(I::from) {
                Some(id) if !stood.contains(&id) && self.is_anothers(kind, reference) => {
                    self.leave_out(field, anothers(kind, reference).at(&index.to_string()));
                }
                Some(id) if !ids.contains(&id) => ids.push(id),
                Some(_) => {}
                None => self.refuse(field, unknown(kind, reference).at(&index.to_string())),
            }
        }
        ids
    }

    /// The owner of a pending request: the one asked for, else the account's assignee of the department, else the department's default owner.
    pub fn owner(&mut self, asked: Option<TeamMemberId>, department: Department) -> Option<TeamMemberId> {
        let owner = request::owner(asked, self.team, department, None, self.people, self.policy);
        if owner.is_none() {
            let note = Problem::new(
                ProblemCode::Required,
                "nobody is there to own it: neither an assignee nor a default owner",
            );
            self.notes.push(note.at("owner"));
        }
        owner
    }

    /// Refuses custom fields that grow beyond what they may take.
    pub fn bounded(&mut self, before: Size, after: Size) {
        if let Some(wrong) = after.wrong(before, self.custom_fields) {
            self.refuse("attributes", Problem::new(ProblemCode::TooLong, wrong));
        }
    }

    /// Custom fields: each key of the row is set, or removed by null; null for all removes all.
    pub fn attributes(&mut self, row: &MaybeUndefined<Json>, before: impl Fn(&M) -> Value) -> Value {
        let mut object = match self.before.map(before) {
            Some(Value::Object(object)) => object,
            _ => Map::new(),
        };
        let size = |object: &Map<String, Value>| Size { keys: object.len(), bytes: custom_fields::bytes(object) };
        let stood = if row.is_undefined() { Size::default() } else { size(&object) };
        match row {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => object.clear(),
            MaybeUndefined::Value(json) => {
                for (key, value) in self.take("attributes", value::attributes(json)).unwrap_or_default() {
                    if value.is_null() {
                        object.remove(&key);
                    } else {
                        object.insert(key, value);
                    }
                }
            }
        }
        if !row.is_undefined() {
            self.bounded(stood, size(&object));
        }
        Value::Object(object)
    }
}

/// A reference that names nothing.
pub fn unknown(kind: RecordKind, reference: &ExternalIdInput) -> Problem {
    let (system, id) = (&reference.system, &reference.id);
    Problem::new(ProblemCode::UnknownReference, format!("no {} is known as {id:?} in {system:?}", kind.word()))
}

/// A reference that names a record of another account.
fn anothers(kind: RecordKind, reference: &ExternalIdInput) -> Problem {
    let (system, id) = (&reference.system, &reference.id);
    let message = format!("no {} of this account is known as {id:?} in {system:?}: it was left out", kind.word());
    Problem::new(ProblemCode::UnknownReference, message)
}

/// Builds a record: what every one has comes from what was before and from the head, the rest is given. A write counts version and moment up afterwards.
macro_rules! record {
    ($module:ident, $merge:ident, { $($field:ident: $value:expr),+ $(,)? }) => {
        entity::$module::Model {
            $($field: $value,)+
            id: $merge.head.id.into(),
            system: $merge.head.system.clone(),
            external_id: $merge.head.external_id.clone(),
            version: $merge.before.map_or($merge.head.version, |before| before.version),
            recorded_at: $merge.before.map_or($merge.moment, |before| before.recorded_at),
            updated_at: $merge.before.map_or($merge.moment, |before| before.updated_at),
        }
    };
}
/// Builds a record of an account.
macro_rules! fact {
    ($module:ident, $merge:ident, { $($field:ident: $value:expr),+ $(,)? }) => {
        $crate::sync::merge::record!($module, $merge, { $($field: $value,)+ account_id: $merge.head.account_id })
    };
}
pub(crate) use {fact, record};
