//! What every kind's row has in common.

use async_graphql::{ID, InputType, MaybeUndefined};
use chrono::{DateTime, Utc};
use entity::enums::RecordKind;
use sha2::{Digest, Sha256};

use super::merge::Merge;
use super::reference::{ExternalIdInput, Reference};

/// What every row states.
pub struct Common<'a> {
    /// Its key in the system that sends it.
    pub external_id: &'a ID,
    /// The source's own stamp.
    pub updated_at: Option<DateTime<Utc>>,
    /// The account, where the kind belongs to one.
    pub account: Option<MaybeUndefined<&'a ExternalIdInput>>,
}

/// A record as a system sends it: one implementation per kind.
pub trait Row: InputType + Clone + std::fmt::Debug + 'static {
    /// What is stored of it.
    type Model: Clone + PartialEq + Send + Sync;
    /// Its kind.
    const KIND: RecordKind;

    /// What every row states.
    fn common(&self) -> Common<'_>;

    /// The records it refers to, besides its account.
    fn references(&self) -> Vec<Reference<'_>> {
        Vec::new()
    }

    /// The record as it will be; worth nothing where a problem was noted.
    fn merge(&self, merge: &mut Merge<'_, Self::Model>) -> Self::Model;
}

/// SHA-256 of all that a row says, as hex: the same row again says nothing new.
pub fn digest(row: &impl Row) -> String {
    let digest = Sha256::digest(format!("{row:?}"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Says what every row of an account's kind states.
macro_rules! common {
    () => {
        fn common(&self) -> $crate::sync::row::Common<'_> {
            $crate::sync::row::Common {
                external_id: &self.external_id,
                updated_at: self.updated_at.map(Into::into),
                account: Some($crate::sync::reference::by_ref(&self.account)),
            }
        }
    };
    (no account) => {
        fn common(&self) -> $crate::sync::row::Common<'_> {
            $crate::sync::row::Common {
                external_id: &self.external_id,
                updated_at: self.updated_at.map(Into::into),
                account: None,
            }
        }
    };
}
pub(crate) use common;
