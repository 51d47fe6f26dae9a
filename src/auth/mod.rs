//! Who is calling: tokens, and the viewer that each makes.

pub mod jwks;
pub mod token;
pub mod verifier;
pub mod viewer;

pub use jwks::KeySet;
pub use token::{Identity, Secret, Terms};
pub use verifier::{Refused, Verifier};
pub use viewer::Viewer;

/// A caller's key for a mutation that may be sent twice and shall be done once; from the header `Idempotency-Key`. A
/// request's data holds an `Option` of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(pub String);
