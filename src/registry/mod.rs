//! What every kind of record has in common: one line here gives it history, feed, as-of and sync.
