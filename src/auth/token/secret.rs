//! The secret that signs tokens.

use secrecy::{ExposeSecret, SecretSlice, SecretString};

use crate::error::AppError;

/// The demo's signing secret. It is published: whoever has it may be anybody, so production refuses it.
pub const DEMO_SECRET: &str = "vitrine-demo-secret-that-everybody-knows";

/// The fewest bytes a secret may have.
const SHORTEST: usize = 32;

/// A signing secret of 32 bytes or more.
#[derive(Clone, Debug)]
pub struct Secret(SecretSlice<u8>);

impl Secret {
    /// The secret as it was given, less the blanks at its end.
    pub fn new(text: &SecretString) -> Result<Self, AppError> {
        let bytes = text.expose_secret().trim_end().as_bytes();
        if bytes.len() < SHORTEST {
            return Err(AppError::Config(format!("the signing secret needs {SHORTEST} bytes or more")));
        }
        Ok(Self(bytes.to_vec().into()))
    }

    /// The demo's own.
    pub fn demo() -> Self {
        Self(DEMO_SECRET.as_bytes().to_vec().into())
    }

    /// Whether everybody knows it.
    pub fn is_demo(&self) -> bool {
        self.bytes() == DEMO_SECRET.as_bytes()
    }

    pub(in crate::auth) fn bytes(&self) -> &[u8] {
        self.0.expose_secret()
    }
}
