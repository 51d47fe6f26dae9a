//! Ids for records that have none: made from kind and external id, and read back in the answer.

use std::collections::HashMap;

use entity::enums::RecordKind;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The ids given out, with the external ids they stand for.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<Uuid, String>);

impl Names {
    /// The id of a record, the same for the same kind and external id whatever stands beside it.
    pub(super) fn id<I: From<Uuid>>(&mut self, kind: RecordKind, external_id: &str) -> I {
        let digest = Sha256::new().chain_update(kind.prefix()).chain_update([0]).chain_update(external_id).finalize();
        let bytes = digest.iter().take(16).fold(0_u128, |number, &byte| (number << 8) | u128::from(byte));
        let id = Uuid::from_u128(bytes);
        self.0.insert(id, external_id.to_owned());
        I::from(id)
    }

    /// The external id that an id on the wire stands for.
    pub(super) fn external_id(&self, wire: &str) -> Option<&str> {
        let (_, id) = entity::ids::decode(wire)?;
        self.0.get(&id).map(String::as_str)
    }
}
