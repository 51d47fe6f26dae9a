//! Readings of the log.
