//! One published key, and the one algorithm that it verifies.

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};

/// The algorithms that a published key may verify.
pub const ACCEPTED: [Algorithm; 4] = [Algorithm::RS256, Algorithm::PS256, Algorithm::ES256, Algorithm::EdDSA];

/// A published key.
#[derive(Clone)]
pub struct Key {
    /// Its name.
    pub kid: Option<String>,
    /// The one algorithm that it verifies.
    pub algorithm: Algorithm,
    /// The key itself.
    pub key: DecodingKey,
}

impl Key {
    /// The key, where it verifies signatures by an algorithm that is accepted. One that does not name its algorithm has
    /// the first of its family.
    pub(super) fn of(jwk: &Jwk) -> Option<Self> {
        if jwk.common.public_key_use.as_ref().is_some_and(|purpose| *purpose != PublicKeyUse::Signature) {
            return None;
        }
        let named = jwk.common.key_algorithm;
        // None is symmetric: a published key signs nothing.
        let algorithm = match &jwk.algorithm {
            AlgorithmParameters::RSA(_) => match named {
                None | Some(KeyAlgorithm::RS256) => Algorithm::RS256,
                Some(KeyAlgorithm::PS256) => Algorithm::PS256,
                Some(_) => return None,
            },
            AlgorithmParameters::EllipticCurve(curve) if curve.curve == EllipticCurve::P256 => match named {
                None | Some(KeyAlgorithm::ES256) => Algorithm::ES256,
                Some(_) => return None,
            },
            AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => match named {
                None | Some(KeyAlgorithm::EdDSA) => Algorithm::EdDSA,
                Some(_) => return None,
            },
            _ => return None,
        };
        Some(Self { kid: jwk.common.key_id.clone(), algorithm, key: DecodingKey::from_jwk(jwk).ok()? })
    }
}
