//! Pictures kept between the units of one driver.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use entity::ids::AccountId;

use crate::store::picture::Picture;

/// Keeps accounts' facts between units, so that none is loaded twice. Only for a driver that is the one writer: the
/// demo's generator, a replay. A unit takes out what it works on and gives it back after its commit.
#[derive(Clone, Debug, Default)]
pub struct FactCache(Arc<Mutex<BTreeMap<AccountId, Picture>>>);

impl FactCache {
    pub(super) fn take(&self, ids: &BTreeSet<AccountId>) -> BTreeMap<AccountId, Picture> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        ids.iter().filter_map(|id| kept.remove(id).map(|picture| (*id, picture))).collect()
    }

    pub(super) fn give_back(&self, pictures: BTreeMap<AccountId, Picture>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(pictures);
    }

    /// A copy of what is kept of an account.
    pub fn picture(&self, id: AccountId) -> Option<Picture> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id).cloned()
    }
}
