//! JSON Schemas of what the command reads and writes.
