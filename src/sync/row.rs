//! What every kind's row has in common.

use async_graphql::{ID, InputType, MaybeUndefined};
use chrono::{DateTime, Utc};
use sea_orm::FromQueryResult;
use sha2::{Digest, Sha256};

use super::gaps::Gaps;
use super::merge::Merge;
use super::reference::{ExternalIdInput, Reference};
use crate::registry::Record;

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
    type Model: Record + FromQueryResult;
    /// What every row states.
    fn common(&self) -> Common<'_>;

    /// The same row without the source's stamp: what it says.
    #[must_use]
    fn undated(&self) -> Self;

    /// Counts a write of the record's own fields.
    fn touch(record: &mut Self::Model, moment: DateTime<Utc>);

    /// Where the record can be seen in the system; for accounts.
    fn url(&self) -> MaybeUndefined<&String> {
        MaybeUndefined::Undefined
    }

    /// What else the record is called; for accounts.
    fn also_known_as(&self) -> &[ExternalIdInput] {
        &[]
    }

    /// The records it refers to, besides its account.
    fn references(&self) -> Vec<Reference<'_>> {
        Vec::new()
    }

    /// The record as it will be; worth nothing where a problem was noted.
    fn merge(&self, merge: &mut Merge<'_, Self::Model>) -> Self::Model;

    /// What the rules see of the row alone, where it meets no stored record; worth nothing where a problem was noted.
    fn fact(&self, gaps: &mut Gaps) -> <Self::Model as Record>::Fact;
}

/// SHA-256 of all that a row says, as hex: the same again, whatever its stamp, says nothing new.
pub fn digest(row: &impl Row) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(format!("{:?}", row.undated())) {
        for digit in [byte >> 4, byte & 15] {
            hex.extend(char::from_digit(digit.into(), 16));
        }
    }
    hex
}

/// What is the same for the rows of most kinds. `account` says how the row names its account, `written` which moment a write sets.
macro_rules! common {
    () => {
        $crate::sync::row::common!(|row| Some($crate::sync::reference::by_ref(&row.account)), updated_at);
    };
    (no account) => {
        $crate::sync::row::common!(|_row| None, updated_at);
    };
    (bulk) => {
        $crate::sync::row::common!(|row| Some(async_graphql::MaybeUndefined::Value(&row.account)), recorded_at);
    };
    (|$row:ident| $account:expr, $written:ident) => {
        fn common(&self) -> $crate::sync::row::Common<'_> {
            let $row = self;
            $crate::sync::row::Common {
                external_id: &self.external_id,
                updated_at: self.updated_at.map(Into::into),
                account: $account,
            }
        }

        fn undated(&self) -> Self {
            Self { updated_at: None, ..self.clone() }
        }

        fn touch(record: &mut Self::Model, moment: chrono::DateTime<chrono::Utc>) {
            record.version += 1;
            record.$written = moment;
        }
    };
}
pub(crate) use common;
