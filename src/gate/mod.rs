//! What a request passes before a resolver runs.
