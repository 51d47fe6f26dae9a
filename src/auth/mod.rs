//! Who is calling: tokens, and the viewer that each makes.

pub mod token;
pub mod viewer;

pub use token::{Identity, InvalidToken, Secret, Terms, Verifier};
pub use viewer::Viewer;

/// A caller's key for a mutation that may be sent twice and shall be done once; from the header `Idempotency-Key`. A
/// request's data holds an `Option` of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(pub String);
