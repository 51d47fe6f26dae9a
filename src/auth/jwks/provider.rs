//! Asking a provider for its keys.

use std::net::IpAddr;
use std::time::Duration;

use jsonwebtoken::jwk::Jwk;
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Key;
use crate::error::AppError;

/// How long a provider may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// The longest answer that is read, in bytes.
const LONGEST: usize = 1 << 20;

/// Where keys are published.
pub struct Provider {
    client: Client,
    source: Source,
}

enum Source {
    /// At this address.
    Keys(Url),
    /// Where this issuer's discovery document says.
    Issuer { issuer: String, discovery: Url },
}

/// Why a provider's keys could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// It did not answer, or not well.
    #[error("the provider does not answer")]
    Http(#[from] reqwest::Error),
    /// It answered something that is not what was asked for.
    #[error("the provider's answer cannot be read")]
    Json(#[from] serde_json::Error),
    /// It answered more than is read.
    #[error("the provider's answer is too long")]
    TooLong,
    /// Its discovery document is another issuer's.
    #[error("the discovery document is of another issuer: {0}")]
    OtherIssuer(String),
    /// Its discovery document leads to an address that may not be asked.
    #[error(transparent)]
    Address(#[from] AppError),
    /// Among its keys none verifies a signature by an algorithm that is accepted.
    #[error("none of the provider's keys can be used")]
    NoKeys,
}

#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct Published {
    keys: Vec<Value>,
}

impl Provider {
    /// The provider whose key set is published here.
    pub fn of_keys(url: &str) -> Result<Self, AppError> {
        Self::new(Source::Keys(address(url)?))
    }

    /// The provider that this issuer's discovery document describes.
    pub fn of_issuer(issuer: &str) -> Result<Self, AppError> {
        let discovery = address(&format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/')))?;
        Self::new(Source::Issuer { issuer: issuer.to_owned(), discovery })
    }

    fn new(source: Source) -> Result<Self, AppError> {
        let client = Client::builder().redirect(Policy::none()).timeout(PATIENCE).build();
        let client = client.map_err(|error| AppError::Config(format!("no HTTP client can be made: {error}")))?;
        Ok(Self { client, source })
    }

    /// Its keys that can be used. Those of kinds that we do not know are passed over.
    pub async fn keys(&self) -> Result<Vec<Key>, Unreadable> {
        let url = match &self.source {
            Source::Keys(url) => url.clone(),
            Source::Issuer { issuer, discovery } => {
                let found: Discovery = self.get(discovery.clone()).await?;
                if found.issuer != *issuer {
                    return Err(Unreadable::OtherIssuer(found.issuer));
                }
                address(&found.jwks_uri)?
            }
        };
        let published: Published = self.get(url).await?;
        let jwks = published.keys.into_iter().filter_map(|key| serde_json::from_value::<Jwk>(key).ok());
        let keys: Vec<Key> = jwks.filter_map(|jwk| Key::of(&jwk)).collect();
        if keys.is_empty() { Err(Unreadable::NoKeys) } else { Ok(keys) }
    }

    async fn get<T: DeserializeOwned>(&self, url: Url) -> Result<T, Unreadable> {
        let mut response = self.client.get(url).send().await?.error_for_status()?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > LONGEST {
                return Err(Unreadable::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(serde_json::from_slice(&body)?)
    }
}

/// An address that keys may be read from: whoever could change them on their way could be anybody, so in clear only from
/// this machine.
fn address(text: &str) -> Result<Url, AppError> {
    let refused = |why: &str| AppError::Config(format!("{text} {why}"));
    let url = Url::parse(text).map_err(|_| refused("is no URL"))?;
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    let own = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    match url.scheme() {
        "https" => Ok(url),
        "http" if own => Ok(url),
        _ => Err(refused("must be an https address")),
    }
}
