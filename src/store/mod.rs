//! The only SQL: one file per concept.
