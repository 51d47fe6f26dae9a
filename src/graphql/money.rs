//! Amounts of money.

use async_graphql::Object;

use crate::domain::currency;
use crate::scalar::Decimal;

/// An amount of money.
pub struct Money {
    minor: i64,
    currency: String,
}

impl Money {
    /// An amount in minor units of its currency.
    pub fn new(minor: i64, currency: String) -> Self {
        Self { minor, currency }
    }
}

/// An amount of money in one currency.
#[Object]
impl Money {
    /// The amount in the currency's main unit, with the currency's digits: `1200.50`.
    async fn amount(&self) -> Decimal {
        Decimal::of_minor(self.minor, currency::digits(&self.currency))
    }

    /// The currency's code (ISO 4217).
    async fn currency(&self) -> &str {
        &self.currency
    }
}
