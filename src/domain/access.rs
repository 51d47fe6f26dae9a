//! Who may read and write what. Every door asks this table: field, filter, order, `node`, feed, error text.
//!
//! Rights are by field, not by row, and the roles of one token add up. An INTEGRATION reads and writes by its scopes, and
//! writes under its own system alone.

mod images;
mod marked;
mod mask;
mod reading;
mod reasons;
mod writing;

use std::collections::BTreeSet;
use std::fmt;

use entity::enums::Role;

pub use images::shown_in_images;
pub use marked::marked;
pub use mask::{key_group, masked, scoped_keys};
pub use reading::{Group, enum_value_group, field_group, input_group};
pub use reasons::reason_group;
pub use writing::{Grant, LINK_ACCOUNTS, WRITE_IDENTITY};

/// What a caller is, as their token says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// Their roles; they add up.
    pub roles: BTreeSet<Role>,
    /// The scopes of an integration's token.
    pub scopes: BTreeSet<String>,
    /// The one system that an INTEGRATION writes.
    pub system: Option<String>,
}

/// What a field or a mutation asks for: one of the roles, or the scope in the hands of an INTEGRATION.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Any of these roles is enough.
    pub any_of: &'static [Role],
    /// What an INTEGRATION needs instead; none where no scope opens it.
    pub scope: Option<String>,
}

/// Why a write is not granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Denied {
    /// None of the caller's roles or scopes allows it, whatever the object.
    Requires(Requirement),
    /// An INTEGRATION named a system that is not its own.
    OtherSystem,
    /// Only the request's owner, the owner's manager and the members of its department may.
    NotOwn,
}

impl Rights {
    /// Rights of these roles alone.
    pub fn of(roles: impl IntoIterator<Item = Role>) -> Self {
        Self { roles: roles.into_iter().collect(), ..Self::default() }
    }

    /// Whether one of the caller's roles, or a scope in the hands of an INTEGRATION, is enough.
    pub fn meet(&self, requirement: &Requirement) -> bool {
        self.any_of(requirement.any_of) || requirement.scope.as_deref().is_some_and(|scope| self.scoped(scope))
    }

    /// Whether the caller has one of these roles.
    fn any_of(&self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.roles.contains(role))
    }

    /// Whether the caller is an INTEGRATION whose token carries the scope.
    fn scoped(&self, scope: &str) -> bool {
        self.roles.contains(&Role::Integration) && self.scopes.contains(scope)
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let roles: Vec<String> = self.any_of.iter().map(|role| role.word()).collect();
        write!(out, "{}", roles.join(", "))?;
        match &self.scope {
            Some(scope) => write!(out, ", or INTEGRATION with the scope {scope}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Denied {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Requires(requirement) => write!(out, "This needs one of the roles {requirement}."),
            Self::OtherSystem => out.write_str("An integration writes under its own system only."),
            Self::NotOwn => out.write_str(
                "Only the request's owner, the owner's manager and the members of its department may do this.",
            ),
        }
    }
}

impl std::error::Error for Denied {}

#[cfg(test)]
mod tests;
