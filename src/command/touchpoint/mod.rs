//! What people do with interactions.

pub mod record;
