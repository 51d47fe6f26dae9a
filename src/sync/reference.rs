//! How a row names other records.

use std::collections::HashMap;

use async_graphql::{InputObject, MaybeUndefined};
use entity::enums::RecordKind;
use entity::external_id;
use uuid::Uuid;

/// A record by the key that a system gives it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, InputObject)]
pub struct ExternalIdInput {
    /// The system; `vitrine` for records born here, whose key is their id.
    pub system: String,
    /// The record's key there, 1 to 255 characters.
    pub id: String,
}

/// The same three states, of a reference.
pub fn by_ref<T>(field: &MaybeUndefined<T>) -> MaybeUndefined<&T> {
    match field {
        MaybeUndefined::Undefined => MaybeUndefined::Undefined,
        MaybeUndefined::Null => MaybeUndefined::Null,
        MaybeUndefined::Value(value) => MaybeUndefined::Value(value),
    }
}

/// A record that a row refers to.
pub type Reference<'a> = (RecordKind, &'a ExternalIdInput);

/// The references of one kind that these fields state.
pub fn stated<'a>(
    kind: RecordKind,
    fields: impl IntoIterator<Item = &'a MaybeUndefined<ExternalIdInput>>,
) -> Vec<Reference<'a>> {
    fields.into_iter().filter_map(|field| field.value().map(|reference| (kind, reference))).collect()
}

/// The references of one kind in a list.
pub fn listed(kind: RecordKind, list: &MaybeUndefined<Vec<ExternalIdInput>>) -> Vec<Reference<'_>> {
    list.value().into_iter().flatten().map(|reference| (kind, reference)).collect()
}

/// The identities that a batch touches, as they stand at the record at hand.
#[derive(Clone, Debug, Default)]
pub struct Identities(HashMap<(RecordKind, String, String), external_id::Model>);

impl Identities {
    /// The identity of this name, deleted or not.
    pub fn get(&self, kind: RecordKind, system: &str, id: &str) -> Option<&external_id::Model> {
        self.0.get(&(kind, system.to_owned(), id.to_owned()))
    }

    /// Puts an identity in place of the one of its name.
    pub fn put(&mut self, identity: external_id::Model) {
        self.0.insert((identity.kind, identity.system.clone(), identity.external_id.clone()), identity);
    }

    /// The record that a reference names. A deleted account is none; what else was deleted keeps its id, reads as null, and is found again when it comes back.
    pub fn record(&self, kind: RecordKind, reference: &ExternalIdInput) -> Option<Uuid> {
        let identity = self.get(kind, &reference.system, &reference.id)?;
        let gone = kind == RecordKind::Account && identity.deleted_at.is_some();
        (!gone).then_some(identity.record_id)
    }
}
