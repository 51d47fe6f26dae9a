//! Amounts and their currencies.

use async_graphql::MaybeUndefined;

use super::merge::{Merge, said};
use super::result::{Problem, ProblemCode};
use super::value;
use crate::scalar::Decimal;

/// The amount in minor units of a currency with so many digits. One that the row does not state stays the same in major units.
pub fn amount<M>(
    m: &mut Merge<'_, M>,
    field: &str,
    row: &MaybeUndefined<Decimal>,
    digits: u32,
    before: impl Fn(&M) -> Option<Decimal>,
) -> Option<i64> {
    match said(row) {
        MaybeUndefined::Null => None,
        MaybeUndefined::Value(amount) => m.take(field, value::minor(*amount, digits)),
        MaybeUndefined::Undefined => {
            let kept = m.before.and_then(before)?;
            let minor = kept.to_minor(digits);
            if minor.is_none() {
                let message = "the stored amount has more digits than the new currency: state both";
                m.refuse(field, Problem::new(ProblemCode::Invalid, message));
            }
            minor
        }
    }
}
