//! Typed comparators: how a field of a filter compares. All that is given must hold.

use async_graphql::InputObject;
use entity::enums::{AccountStatus, HealthBand, QuadrantName, Rung};

use crate::scalar::{Date, DateTime, Decimal};

/// How a text compares; all that is given must hold. What is left out does not filter; null is refused.
#[derive(Clone, Debug, Default, InputObject)]
pub struct StringFilter {
    /// It is this text, of at most 1,000 characters as all of these are.
    pub eq: Option<String>,
    /// It is not this text; null is not.
    pub ne: Option<String>,
    /// It is one of these texts, at most 250.
    #[graphql(name = "in")]
    pub any: Option<Vec<String>>,
    /// It is none of these texts, at most 250; null is none.
    pub nin: Option<Vec<String>>,
    /// It holds this text, of at most 1,000 characters, in whatever case.
    pub contains: Option<String>,
    /// It begins with this text, of at most 1,000 characters, in whatever case.
    pub starts_with: Option<String>,
    /// It is null, or is not.
    pub is_null: Option<bool>,
}

/// How a number compares; all that is given must hold. What is left out does not filter; null is refused.
#[derive(Clone, Debug, Default, InputObject)]
pub struct FloatFilter {
    /// It is this number.
    pub eq: Option<f64>,
    /// It is less.
    pub lt: Option<f64>,
    /// It is less or the same.
    pub lte: Option<f64>,
    /// It is greater.
    pub gt: Option<f64>,
    /// It is greater or the same.
    pub gte: Option<f64>,
    /// It is null, or is not.
    pub is_null: Option<bool>,
}

/// How an exact number compares; all that is given must hold. What is left out does not filter; null is refused.
#[derive(Clone, Debug, Default, InputObject)]
pub struct DecimalFilter {
    /// It is this number.
    pub eq: Option<Decimal>,
    /// It is less.
    pub lt: Option<Decimal>,
    /// It is less or the same.
    pub lte: Option<Decimal>,
    /// It is greater.
    pub gt: Option<Decimal>,
    /// It is greater or the same.
    pub gte: Option<Decimal>,
    /// It is null, or is not.
    pub is_null: Option<bool>,
}

macro_rules! spans {
    ($($(#[$meta:meta])* $name:ident of $scalar:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, InputObject)]
        pub struct $name {
            /// It is earlier.
            pub lt: Option<$scalar>,
            /// It is earlier or the same.
            pub lte: Option<$scalar>,
            /// It is later.
            pub gt: Option<$scalar>,
            /// It is later or the same.
            pub gte: Option<$scalar>,
            /// It is null, or is not.
            pub is_null: Option<bool>,
        }
    )+};
}

spans! {
    /// How a date compares; all that is given must hold. What is left out does not filter; null is refused.
    DateFilter of Date;
    /// How a moment compares; all that is given must hold. What is left out does not filter; null is refused.
    DateTimeFilter of DateTime;
}

macro_rules! words {
    ($($(#[$meta:meta])* $name:ident of $word:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, InputObject)]
        pub struct $name {
            /// It is this.
            pub eq: Option<$word>,
            /// It is one of these, at most 250.
            #[graphql(name = "in")]
            pub any: Option<Vec<$word>>,
            /// It is none of these, at most 250.
            pub nin: Option<Vec<$word>>,
        }
    )+};
}

words! {
    /// How an account's status compares; all that is given must hold. What is left out does not filter; null is refused.
    AccountStatusFilter of AccountStatus;
    /// How a health band compares; all that is given must hold. What is left out does not filter; null is refused.
    HealthBandFilter of HealthBand;
    /// How a rung compares; all that is given must hold. What is left out does not filter; null is refused.
    RungFilter of Rung;
    /// How a quadrant compares; all that is given must hold. What is left out does not filter; null is refused.
    QuadrantFilter of QuadrantName;
}
