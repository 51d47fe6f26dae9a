//! Words of a refusal: why a write changed nothing.

use super::closed_enum;

closed_enum! {
    /// Why a mutation was refused, in a word that a client can branch on. Nothing was changed.
    UserErrorCode {
        /// A value is out of range, too long, or of the wrong kind.
        Invalid,
        /// A value is missing.
        Required,
        /// What the input names does not exist.
        NotFound,
        /// `expectedVersion` is not the record's version: somebody else wrote it since. `currentVersion` says which it is.
        Conflict,
        /// The caller may not do this to this record.
        Forbidden,
        /// The record is in a state that does not allow this.
        WrongState,
        /// Nobody could be found who would own the request.
        OwnerRequired,
        /// The customer was not yet told of the resolution.
        NotTold,
        /// The same thing is there already, or stands twice in the input.
        Duplicate,
        /// More than is taken in one call.
        TooMany,
    }
}
