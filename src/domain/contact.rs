//! The class of user a contact is (rules.md, "Contacts").

use entity::enums::{ContactLevel, Seniority};

/// The level that a seniority belongs to.
pub const fn level(seniority: Seniority) -> ContactLevel {
    match seniority {
        Seniority::Executive | Seniority::DecisionMaker => ContactLevel::Executive,
        Seniority::Champion | Seniority::Admin => ContactLevel::Middle,
        Seniority::PowerUser | Seniority::EndUser => ContactLevel::EndUser,
        Seniority::Unknown => ContactLevel::Unknown,
    }
}
