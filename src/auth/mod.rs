//! Who is calling: tokens, and the viewer that each makes.

pub mod token;
pub mod viewer;

pub use token::{Identity, InvalidToken, Secret, Terms, Verifier};
pub use viewer::Viewer;
