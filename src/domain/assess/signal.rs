//! A signal of health: its share inside a component, and what it says where it is known.

use std::borrow::Cow;

use crate::domain::assessment::Reason;
use crate::domain::exact::ONE;
use crate::domain::number::Millionths;

/// A signal of a component, known or not.
pub(super) struct Signal {
    pub(super) name: Cow<'static, str>,
    /// As the policy states it.
    pub(super) share: Millionths,
    pub(super) known: Option<Known>,
}

/// What a known signal says.
pub(super) struct Known {
    pub(super) value: Millionths,
    /// In millionths.
    pub(super) fade: i128,
    pub(super) reason: Reason,
}

impl Signal {
    pub(super) fn new(name: &'static str, share: Millionths, known: Option<Known>) -> Self {
        Self { name: Cow::Borrowed(name), share, known }
    }
}

impl Known {
    /// One that does not fade.
    pub(super) fn lasting(value: Millionths, reason: Reason) -> Self {
        Self { value: value.clamp(NONE, ALL), fade: ONE, reason }
    }
}

/// Nothing, and all.
pub(super) const NONE: Millionths = Millionths(0);
pub(super) const ALL: Millionths = Millionths(Millionths::SCALE);
