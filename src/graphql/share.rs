//! Shares, with what they are made of.

use async_graphql::SimpleObject;

use crate::domain::assess::ShareNumbers;

/// A share, with what it is made of.
#[derive(SimpleObject)]
pub struct ShareStats {
    /// Numerator by denominator, 0 to 1; null where the denominator is 0.
    value: Option<f64>,
    /// How many of them.
    numerator: i32,
    /// How many in all.
    denominator: i32,
}

impl From<&ShareNumbers> for ShareStats {
    fn from(share: &ShareNumbers) -> Self {
        let (numerator, denominator) = (whole(share.numerator), whole(share.denominator));
        let value = (denominator > 0).then(|| f64::from(numerator) / f64::from(denominator));
        Self { value, numerator, denominator }
    }
}

/// A count on the wire, where an Int has 32 bits.
pub fn whole(count: i64) -> i32 {
    i32::try_from(count).unwrap_or(if count < 0 { i32::MIN } else { i32::MAX })
}
