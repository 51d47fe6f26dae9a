//! Who a token says is calling, if it holds.

use std::collections::HashMap;

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Map, Value};

use super::jwks::{ACCEPTED, Key, KeySet, KeyState, NoKey};
use super::token::{Identity, Secret, Terms, claims};

/// Seconds by which a token's clock may differ from ours.
const LEEWAY: u64 = 30;
/// The longest token that is looked at, in bytes.
const LONGEST: usize = 16 * 1024;

/// A token that is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// It does not hold. Why is for the log, never for the client.
    #[error("the token is not valid: {0}")]
    Invalid(String),
    /// Nobody can tell: the provider's keys cannot be read.
    #[error("no token can be verified now")]
    NoKeys,
}

/// Accepts tokens of one kind of key.
#[derive(Clone)]
pub struct Verifier {
    keys: Keys,
    terms: Terms,
    /// What is asked of a token, by the algorithm of its key: made once, for every request needs it.
    validations: HashMap<Algorithm, Validation>,
}

#[derive(Clone)]
enum Keys {
    /// One secret, by HS256.
    Secret(DecodingKey),
    /// A provider's.
    Set(KeySet),
}

impl Verifier {
    /// Accepts tokens that are signed with this secret by HS256.
    pub fn hs256(secret: &Secret, terms: Terms) -> Self {
        Self::new(Keys::Secret(DecodingKey::from_secret(secret.bytes())), terms, &[Algorithm::HS256])
    }

    /// Accepts tokens that are signed with one of a provider's keys.
    pub fn of_keys(keys: KeySet, terms: Terms) -> Self {
        Self::new(Keys::Set(keys), terms, &ACCEPTED)
    }

    fn new(keys: Keys, terms: Terms, algorithms: &[Algorithm]) -> Self {
        let validations = algorithms.iter().map(|algorithm| (*algorithm, validation(*algorithm, &terms))).collect();
        Self { keys, terms, validations }
    }

    /// How its keys stand, read anew where that is due.
    pub async fn keys(&self) -> KeyState {
        match &self.keys {
            Keys::Secret(_) => KeyState::Fresh,
            Keys::Set(keys) => keys.current().await,
        }
    }

    /// Who the token says is calling, if it holds.
    pub async fn verify(&self, token: &str) -> Result<Identity, Refused> {
        let invalid = |why: &str| Refused::Invalid(why.to_owned());
        if token.len() > LONGEST {
            return Err(invalid("it is too long"));
        }
        let header = decode_header(token).map_err(|error| Refused::Invalid(error.to_string()))?;
        if header.crit.is_some() {
            return Err(invalid("its header has critical extensions"));
        }
        // RFC 7519 leaves `typ` open, so some issuers leave it out; another type of token is never accepted.
        let kind = header.typ.as_deref().unwrap_or("JWT").to_ascii_lowercase();
        if !matches!(kind.as_str(), "jwt" | "at+jwt" | "application/at+jwt") {
            return Err(invalid("its header names another type"));
        }
        // The algorithm belongs to the key; what a token's header claims is never followed, nor are keys that it brings.
        let (key, algorithm) = match &self.keys {
            Keys::Secret(key) => (key.clone(), Algorithm::HS256),
            Keys::Set(keys) => match keys.find(header.kid.as_deref()).await {
                Ok(Key { key, algorithm, .. }) => (key, algorithm),
                Err(NoKey::Unknown) => return Err(invalid("its key is unknown")),
                Err(NoKey::Gone) => return Err(Refused::NoKeys),
            },
        };
        let validation = self.validations.get(&algorithm).ok_or_else(|| invalid("its key has another algorithm"))?;
        let claims = decode::<Map<String, Value>>(token, &key, validation)
            .map_err(|error| Refused::Invalid(error.to_string()))?
            .claims;
        claims::identity(&claims, &self.terms).ok_or_else(|| invalid("its subject is empty"))
    }
}

fn validation(algorithm: Algorithm, terms: &Terms) -> Validation {
    let mut validation = Validation::new(algorithm);
    let mut required = vec!["exp", "aud", "sub"];
    validation.set_audience(&[&terms.audience]);
    if let Some(issuer) = &terms.issuer {
        validation.set_issuer(&[issuer]);
        required.push("iss");
    }
    validation.set_required_spec_claims(&required);
    validation.validate_nbf = true;
    validation.leeway = LEEWAY;
    validation
}

impl std::fmt::Debug for Verifier {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Verifier").field("terms", &self.terms).finish_non_exhaustive()
    }
}
