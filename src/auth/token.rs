//! Tokens: what a JSON Web Token must say and says, and how one is signed. They go by the machine's clock, whatever clock
//! moves the facts.

pub(super) mod claims;
mod secret;

use std::collections::BTreeSet;

use entity::enums::Role;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Map, json};
use sha2::{Digest, Sha256};

use crate::clock::machine_now;
use crate::domain::access::Rights;
use crate::error::AppError;

pub use secret::{DEMO_SECRET, Secret};

/// What a token must say, and under which names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The audience it must be made for.
    pub audience: String,
    /// The issuer it must come from; any where none is set.
    pub issuer: Option<String>,
    /// The claim that holds the roles; a dot leads into an object.
    pub roles_claim: String,
    /// The claim that names the one system that an INTEGRATION writes; a dot leads into an object.
    pub system_claim: String,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            audience: "vitrine".to_owned(),
            issuer: None,
            roles_claim: "roles".to_owned(),
            system_claim: "system".to_owned(),
        }
    }
}

/// Who a verified token says is calling.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The token's `sub`.
    pub subject: String,
    /// The token's `iss`, where it has one.
    pub issuer: Option<String>,
    /// The client that the token was given to: `azp`, else `client_id`.
    pub client: Option<String>,
    /// E-mail addresses that the issuer has verified, in lower case.
    pub emails: Vec<String>,
    /// Roles, scopes and system.
    pub rights: Rights,
}

impl Identity {
    /// Who calls, as a key: SHA-256 of issuer, subject, system and client, as hex. Each part goes in with its length, so no
    /// two callers have one key.
    pub fn key(&self) -> String {
        let mut hash = Sha256::new();
        let system = self.rights.system.as_deref();
        for part in [self.issuer.as_deref(), Some(self.subject.as_str()), system, self.client.as_deref()] {
            hash.update(part.map_or(u64::MAX, |part| part.len() as u64).to_be_bytes());
            hash.update(part.unwrap_or_default());
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// What a new token shall say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    /// Who it is for.
    pub subject: String,
    /// Their roles.
    pub roles: Vec<Role>,
    /// The scopes of an integration.
    pub scopes: BTreeSet<String>,
    /// The system of an integration.
    pub system: Option<String>,
    /// Seconds for which it holds.
    pub ttl: i64,
}

/// Signs a new token, from now on.
pub fn sign(secret: &Secret, terms: &Terms, sketch: &Sketch) -> Result<String, AppError> {
    let now = machine_now().timestamp();
    let roles: Vec<String> = sketch.roles.iter().map(|role| role.word()).collect();
    let mut claims = Map::new();
    claims.insert("sub".to_owned(), json!(sketch.subject));
    claims.insert("aud".to_owned(), json!(terms.audience));
    if let Some(issuer) = &terms.issuer {
        claims.insert("iss".to_owned(), json!(issuer));
    }
    claims.insert("iat".to_owned(), json!(now));
    claims.insert("exp".to_owned(), json!(now.saturating_add(sketch.ttl)));
    claims::put(&mut claims, &terms.roles_claim, json!(roles));
    if !sketch.scopes.is_empty() {
        let scopes: Vec<&str> = sketch.scopes.iter().map(String::as_str).collect();
        claims.insert("scope".to_owned(), json!(scopes.join(" ")));
    }
    if let Some(system) = &sketch.system {
        claims::put(&mut claims, &terms.system_claim, json!(system));
    }
    encode(&Header::new(Algorithm::HS256), &claims, &EncodingKey::from_secret(secret.bytes()))
        .map_err(|error| AppError::Config(format!("a token could not be signed: {error}")))
}

/// Every scope there is: what the demo's integration carries.
pub fn every_scope() -> BTreeSet<String> {
    use crate::domain::access::{Group, LINK_ACCOUNTS, WRITE_IDENTITY};
    let reads = Group::ALL.iter().filter_map(|group| group.scope()).map(str::to_owned);
    let kinds = entity::enums::RecordKind::ALL.iter().map(|&kind| kind.noun());
    let kinds = kinds.flat_map(|noun| [format!("write:{noun}"), format!("delete:{noun}")]);
    reads.chain(kinds).chain([LINK_ACCOUNTS, WRITE_IDENTITY].map(str::to_owned)).collect()
}
