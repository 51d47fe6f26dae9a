//! Exact numbers of the rules: integers of tenths, hundredths and millionths, shown as JSON numbers.

use std::ops::{Add, Sub};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! scaled {
    ($($(#[$meta:meta])* $name:ident / $scale:literal;)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl $name {
            /// How many make one.
            pub const SCALE: i64 = $scale;

            /// The number to show.
            #[allow(clippy::cast_precision_loss, reason = "shown numbers are far below 2^53")]
            pub fn as_f64(self) -> f64 {
                self.0 as f64 / Self::SCALE as f64
            }

            /// Reads a shown number back; nothing where it is finer than the scale.
            #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "checked against the bounds first")]
            #[allow(clippy::float_cmp, reason = "a whole number is exact")]
            pub fn from_f64(shown: f64) -> Option<Self> {
                let scaled = (shown * Self::SCALE as f64).round();
                let exact = scaled.abs() < 9e15 && scaled / Self::SCALE as f64 == shown;
                exact.then_some(Self(scaled as i64))
            }
        }
        impl Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }
        impl Sub for $name {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0 - other.0)
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if self.0 % Self::SCALE == 0 {
                    return serializer.serialize_i64(self.0 / Self::SCALE);
                }
                serializer.serialize_f64(self.as_f64())
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let shown = f64::deserialize(deserializer)?;
                Self::from_f64(shown).ok_or_else(|| serde::de::Error::custom(concat!("not in ", stringify!($name))))
            }
        }
    )+};
}

scaled! {
    /// Tenths: scores and points.
    Tenths / 10;
    /// Hundredths: coverage, happiness, shares.
    Hundredths / 100;
    /// Millionths: values of signals, fades, shares of weight.
    Millionths / 1_000_000;
}
