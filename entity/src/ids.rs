//! Typed ids: a UUIDv7 in the database, `prefix_` and 26 characters on the wire (the TypeID format).

use std::fmt;

use sea_orm::{DbErr, DeriveValueType, QueryResult, TryFromU64, TryGetError};
use uuid::Uuid;

use crate::enums::RecordKind;
use crate::part::Cell;

impl RecordKind {
    /// The kind whose ids begin so.
    pub fn of_prefix(prefix: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.prefix() == prefix)
    }
}

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Writes an id as it stands on the wire.
pub fn encode(prefix: &str, id: Uuid) -> String {
    let mut digits = [0_u8; 26];
    let mut rest = id.as_u128();
    for digit in digits.iter_mut().rev() {
        *digit = ALPHABET[(rest & 31) as usize];
        rest >>= 5;
    }
    let mut wire = String::with_capacity(prefix.len() + 27);
    wire.push_str(prefix);
    wire.push('_');
    wire.extend(digits.iter().map(|&digit| char::from(digit)));
    wire
}

/// Reads an id from the wire into its prefix and value; nothing where it is not in the format.
pub fn decode(wire: &str) -> Option<(&str, Uuid)> {
    let (prefix, digits) = wire.rsplit_once('_')?;
    if digits.len() != 26 || digits.as_bytes()[0] > b'7' {
        return None;
    }
    let mut value = 0_u128;
    for byte in digits.bytes() {
        let digit = ALPHABET.iter().position(|&letter| letter == byte)?;
        value = (value << 5) | digit as u128;
    }
    Some((prefix, Uuid::from_u128(value)))
}

/// An id of one kind, whichever it is.
pub trait WireId: Sized {
    /// What stands before the underscore on the wire.
    const PREFIX: &'static str;
    /// Reads the id from the wire; nothing where it is of another kind.
    fn parse(wire: &str) -> Option<Self>;
}

macro_rules! typed_ids {
    ($($(#[$meta:meta])* $name:ident = $prefix:literal;)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, DeriveValueType)]
        pub struct $name(pub Uuid);

        impl $name {
            /// What stands before the underscore on the wire.
            pub const PREFIX: &'static str = $prefix;

            /// Reads the id from the wire; nothing where it is of another kind.
            pub fn parse(wire: &str) -> Option<Self> {
                match decode(wire)? {
                    (Self::PREFIX, id) => Some(Self(id)),
                    _ => None,
                }
            }
        }
        impl WireId for $name {
            const PREFIX: &'static str = $prefix;
            fn parse(wire: &str) -> Option<Self> {
                Self::parse(wire)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&encode(Self::PREFIX, self.0))
            }
        }
        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }
        impl Cell for $name {
            fn blank() -> Self {
                Self(Uuid::nil())
            }
            fn known(result: &QueryResult, place: usize) -> Result<Self, TryGetError> {
                Uuid::known(result, place).map(Self)
            }
        }
        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let wire = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::parse(&wire).ok_or_else(|| serde::de::Error::custom(concat!("not an id of ", $prefix)))
            }
        }
    )+};
}

macro_rules! ids_of_kinds {
    ($($(#[$doc:meta])* $kind:ident = $table:ident [$id:ident $prefix:literal] $seen:tt $upsert:tt;)+) => {
        typed_ids! { $($(#[$doc])* $id = $prefix;)+ }

        impl RecordKind {
            /// What stands before the underscore in the ids of its records.
            pub const fn prefix(self) -> &'static str {
                match self { $(Self::$kind => $prefix,)+ }
            }
        }
    };
}
crate::kinds!(ids_of_kinds);

typed_ids! {
    /// Names a comment on a request.
    CommentId = "cmt";
    /// Names a step of a silent request's ladder.
    RequestEscalationId = "esc";
    /// Names a risk.
    RiskId = "risk";
    /// Names an answer to a risk.
    RiskAnswerId = "rans";
    /// Names an override of a health score.
    HealthOverrideId = "ovr";
    /// Names a stored assessment.
    AssessmentId = "asmt";
    /// Names an entry of the log.
    ChangeId = "chg";
    /// Names a line of an account's history.
    HistoryId = "hist";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_typeid_specification() {
        let id = Uuid::parse_str("01890a5d-ac96-774b-bcce-b302099a8057").unwrap();
        assert_eq!(encode("prefix", id), "prefix_01h455vb4pex5vsknk084sn02q");
        assert_eq!(decode("prefix_01h455vb4pex5vsknk084sn02q"), Some(("prefix", id)));
    }

    #[test]
    fn refuses_what_is_no_id() {
        for wrong in [
            "",
            "acct",
            "acct_",
            "acct_81h455vb4pex5vsknk084sn02q",
            "acct_01h455vb4pex5vsknk084sn02i",
            "tkt_01h455vb4pex5vsknk084sn02q",
        ] {
            assert_eq!(AccountId::parse(wrong), None, "{wrong}");
        }
    }
}
