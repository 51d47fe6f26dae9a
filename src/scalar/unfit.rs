//! Records of a batch that do not fit their type: the gate takes them out, and the batch answers for each.

use std::collections::HashMap;
use std::sync::Arc;

/// A record, or a key, that does not fit its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// Its place in the batch.
    pub index: usize,
    /// Its key in the system, where it can be read; else empty.
    pub external_id: String,
    /// Where it is wrong, from the record on: field names and places in lists.
    pub path: Vec<String>,
    /// What is wrong there.
    pub message: String,
    /// SHA-256 of all that it says, whatever the order of its fields.
    pub digest: String,
}

/// Those of a request, by the key of the root field that they were sent to.
#[derive(Clone, Debug, Default)]
pub struct UnfitOf(pub HashMap<String, Arc<[Unfit]>>);

impl UnfitOf {
    /// Those that were sent to the root field with this key, in the order of their places.
    pub fn field(&self, key: &str) -> Vec<Unfit> {
        self.0.get(key).map(|unfit| unfit.to_vec()).unwrap_or_default()
    }
}
