//! The schema: one folder per concept.
