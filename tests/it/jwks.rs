//! Tokens of an OpenID provider: its keys, their rotation, a provider that is down, and forgeries. The provider is a
//! server of the test's own on loopback.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use vitrine::auth::jwks::{KeyState, Provider};
use vitrine::auth::{KeySet, Refused, Terms, Verifier};
use vitrine::clock::{Clock, machine_now};

const RSA: &[u8] = include_bytes!("keys/rsa.pem");
const OTHER: &[u8] = include_bytes!("keys/other.pem");
const P256: &[u8] = include_bytes!("keys/p256.pem");
const ED25519: &[u8] = include_bytes!("keys/ed25519.pem");

fn private(pem: &[u8], algorithm: Algorithm) -> EncodingKey {
    match algorithm {
        Algorithm::ES256 => EncodingKey::from_ec_pem(pem),
        Algorithm::EdDSA => EncodingKey::from_ed_pem(pem),
        _ => EncodingKey::from_rsa_pem(pem),
    }
    .unwrap()
}

/// The public half of a key, as a provider publishes it.
fn public(pem: &[u8], algorithm: Algorithm, kid: &str) -> Value {
    let mut jwk = Jwk::from_encoding_key(&private(pem, algorithm), algorithm).unwrap();
    jwk.common.key_id = Some(kid.to_owned());
    serde_json::to_value(jwk).unwrap()
}

/// An OpenID provider.
struct Idp {
    issuer: String,
    world: Arc<World>,
}

#[derive(Default)]
struct World {
    issuer: Mutex<String>,
    keys: Mutex<Vec<Value>>,
    down: AtomicBool,
    asked: AtomicUsize,
}

impl Idp {
    async fn start(keys: Vec<Value>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let world = Arc::new(World { issuer: Mutex::new(issuer.clone()), keys: Mutex::new(keys), ..World::default() });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(published))
            .with_state(Arc::clone(&world));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { issuer, world }
    }

    fn verifier(&self, clock: &Clock) -> Verifier {
        let provider = Provider::of_issuer(&self.issuer).unwrap();
        let keys = KeySet::new(provider, clock.clone(), TimeDelta::minutes(10), TimeDelta::hours(1));
        Verifier::of_keys(keys, Terms { issuer: Some(self.issuer.clone()), ..Terms::default() })
    }

    fn publish(&self, keys: Vec<Value>) {
        *self.world.keys.lock().unwrap() = keys;
    }

    fn asked(&self) -> usize {
        self.world.asked.load(Ordering::SeqCst)
    }

    fn claims(&self) -> Value {
        let now = machine_now().timestamp();
        json!({ "sub": "ana", "aud": "vitrine", "iss": self.issuer, "exp": now + 600, "roles": ["CS"] })
    }

    fn token(&self, pem: &[u8], algorithm: Algorithm, kid: &str) -> String {
        let header = Header { kid: Some(kid.to_owned()), ..Header::new(algorithm) };
        encode(&header, &self.claims(), &private(pem, algorithm)).unwrap()
    }
}

async fn discovery(State(world): State<Arc<World>>) -> Result<Json<Value>, StatusCode> {
    if world.down.load(Ordering::SeqCst) {
        return Err(StatusCode::BAD_GATEWAY);
    }
    let issuer = world.issuer.lock().unwrap().clone();
    let keys = format!("{issuer}/keys");
    Ok(Json(json!({ "issuer": issuer, "jwks_uri": keys })))
}

async fn published(State(world): State<Arc<World>>) -> Json<Value> {
    world.asked.fetch_add(1, Ordering::SeqCst);
    Json(json!({ "keys": world.keys.lock().unwrap().clone() }))
}

fn start() -> DateTime<Utc> {
    "2026-03-01T00:00:00Z".parse().unwrap()
}

#[tokio::test]
async fn every_accepted_kind_of_key_verifies() {
    let all = [
        (RSA, Algorithm::RS256, "r"),
        (OTHER, Algorithm::PS256, "p"),
        (P256, Algorithm::ES256, "e"),
        (ED25519, Algorithm::EdDSA, "d"),
    ];
    let mut keys: Vec<Value> = all.iter().map(|(pem, algorithm, kid)| public(pem, *algorithm, kid)).collect();
    keys.push(json!({ "kty": "FUTURE", "kid": "f", "x": "?" }));
    let idp = Idp::start(keys).await;
    let verifier = idp.verifier(&Clock::set(start()));
    for (pem, algorithm, kid) in all {
        let identity = verifier.verify(&idp.token(pem, algorithm, kid)).await.unwrap();
        assert_eq!(identity.subject, "ana", "{algorithm:?}");
    }
    assert_eq!(idp.asked(), 1);
}

#[tokio::test]
async fn a_key_that_names_no_algorithm_has_its_familys() {
    let mut key = public(RSA, Algorithm::RS256, "r");
    key.as_object_mut().unwrap().remove("alg");
    let idp = Idp::start(vec![key]).await;
    let verifier = idp.verifier(&Clock::set(start()));
    assert!(verifier.verify(&idp.token(RSA, Algorithm::RS256, "r")).await.is_ok());
    assert!(verifier.verify(&idp.token(RSA, Algorithm::PS256, "r")).await.is_err());
    // A token that names no key is of the only one there is.
    let unnamed = encode(&Header::new(Algorithm::RS256), &idp.claims(), &private(RSA, Algorithm::RS256)).unwrap();
    assert!(verifier.verify(&unnamed).await.is_ok());
}

#[tokio::test]
async fn forgeries_are_refused() {
    let idp = Idp::start(vec![
        public(RSA, Algorithm::RS256, "r"),
        json!({ "kty": "oct", "kid": "shared", "alg": "HS256", "k": URL_SAFE_NO_PAD.encode("a published secret of 32 bytes or more") }),
    ])
    .await;
    let verifier = idp.verifier(&Clock::set(start()));
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let forged = |header: Value, sign: &dyn Fn(&[u8]) -> String| {
        let signing = format!("{}.{}", part(&header), part(&idp.claims()));
        format!("{signing}.{}", sign(signing.as_bytes()))
    };
    let by = |pem: &'static [u8]| {
        move |bytes: &[u8]| {
            jsonwebtoken::crypto::sign(bytes, &private(pem, Algorithm::RS256), Algorithm::RS256).unwrap()
        }
    };
    let by_secret = |secret: Vec<u8>| {
        move |bytes: &[u8]| {
            jsonwebtoken::crypto::sign(bytes, &EncodingKey::from_secret(&secret), Algorithm::HS256).unwrap()
        }
    };
    let own = public(OTHER, Algorithm::RS256, "mine");
    let modulus = URL_SAFE_NO_PAD.decode(public(RSA, Algorithm::RS256, "r")["n"].as_str().unwrap()).unwrap();
    let published = b"a published secret of 32 bytes or more".to_vec();
    for (what, token) in [
        ("another key under this one's name", idp.token(OTHER, Algorithm::RS256, "r")),
        ("an unknown key", idp.token(RSA, Algorithm::RS256, "x")),
        ("another algorithm of the family", idp.token(RSA, Algorithm::PS256, "r")),
        ("none", forged(json!({ "alg": "none", "kid": "r" }), &|_| String::new())),
        ("the public key as a secret", forged(json!({ "alg": "HS256", "kid": "r" }), &by_secret(modulus))),
        (
            "a symmetric key that is published",
            forged(json!({ "alg": "HS256", "kid": "shared" }), &by_secret(published)),
        ),
        ("its own key embedded", forged(json!({ "alg": "RS256", "kid": "r", "jwk": own }), &by(OTHER))),
        (
            "its own key set",
            forged(json!({ "alg": "RS256", "kid": "mine", "jku": "https://evil.example/keys" }), &by(OTHER)),
        ),
        (
            "its own certificate",
            forged(json!({ "alg": "RS256", "kid": "mine", "x5u": "https://evil.example/cert" }), &by(OTHER)),
        ),
        ("unknown crit", forged(json!({ "alg": "RS256", "kid": "r", "crit": ["b64"], "b64": false }), &by(RSA))),
        ("a huge one", format!("{}{}", idp.token(RSA, Algorithm::RS256, "r"), "x".repeat(100_000))),
    ] {
        assert!(matches!(verifier.verify(&token).await, Err(Refused::Invalid(_))), "{what}");
    }
    for (claim, value) in [
        ("iss", json!("https://evil.example")),
        ("aud", json!("other")),
        ("exp", json!(machine_now().timestamp() - 60)),
        ("nbf", json!(machine_now().timestamp() + 600)),
    ] {
        let mut claims = idp.claims();
        claims[claim] = value;
        let header = Header { kid: Some("r".to_owned()), ..Header::new(Algorithm::RS256) };
        let token = encode(&header, &claims, &private(RSA, Algorithm::RS256)).unwrap();
        assert!(matches!(verifier.verify(&token).await, Err(Refused::Invalid(_))), "{claim}");
    }
    assert!(verifier.verify(&idp.token(RSA, Algorithm::RS256, "r")).await.is_ok());
}

#[tokio::test]
async fn a_rotated_key_is_found_and_a_dropped_one_goes() {
    let idp = Idp::start(vec![public(RSA, Algorithm::RS256, "old")]).await;
    let clock = Clock::set(start());
    let verifier = idp.verifier(&clock);
    let (old, new) = (idp.token(RSA, Algorithm::RS256, "old"), idp.token(OTHER, Algorithm::RS256, "new"));
    assert!(verifier.verify(&old).await.is_ok());
    idp.publish(vec![public(OTHER, Algorithm::RS256, "new")]);
    // Within the pause the provider is not asked again, whatever names come.
    assert!(verifier.verify(&new).await.is_err());
    assert_eq!(idp.asked(), 1);
    clock.advance_to(start() + TimeDelta::seconds(31));
    assert!(verifier.verify(&new).await.is_ok());
    assert_eq!(idp.asked(), 2);
    assert!(verifier.verify(&old).await.is_err());
    for n in 0..50 {
        assert!(verifier.verify(&idp.token(RSA, Algorithm::RS256, &format!("unknown {n}"))).await.is_err());
    }
    assert_eq!(idp.asked(), 2);
}

#[tokio::test]
async fn keys_are_read_anew_after_ten_minutes() {
    let idp = Idp::start(vec![public(RSA, Algorithm::RS256, "old")]).await;
    let clock = Clock::set(start());
    let verifier = idp.verifier(&clock);
    let old = idp.token(RSA, Algorithm::RS256, "old");
    assert!(verifier.verify(&old).await.is_ok());
    idp.publish(vec![public(OTHER, Algorithm::RS256, "new")]);
    clock.advance_to(start() + TimeDelta::minutes(9));
    assert!(verifier.verify(&old).await.is_ok());
    clock.advance_to(start() + TimeDelta::minutes(11));
    while verifier.verify(&old).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert_eq!(idp.asked(), 2);
}

#[tokio::test]
async fn old_keys_go_on_for_a_while_when_the_provider_is_down() {
    let idp = Idp::start(vec![public(RSA, Algorithm::RS256, "r")]).await;
    let clock = Clock::set(start());
    let verifier = idp.verifier(&clock);
    let token = idp.token(RSA, Algorithm::RS256, "r");
    assert!(verifier.verify(&token).await.is_ok());
    idp.world.down.store(true, Ordering::SeqCst);
    clock.advance_to(start() + TimeDelta::minutes(59));
    assert!(verifier.verify(&token).await.is_ok());
    assert_eq!(verifier.keys().await, KeyState::Old(start()));
    clock.advance_to(start() + TimeDelta::minutes(61));
    assert!(matches!(verifier.verify(&token).await, Err(Refused::NoKeys)));
    assert_eq!(verifier.keys().await, KeyState::Gone);
    idp.world.down.store(false, Ordering::SeqCst);
    clock.advance_to(start() + TimeDelta::minutes(62));
    assert_eq!(verifier.keys().await, KeyState::Fresh);
    assert!(verifier.verify(&token).await.is_ok());
}

#[tokio::test]
async fn another_issuers_discovery_is_not_followed() {
    let idp = Idp::start(vec![public(RSA, Algorithm::RS256, "r")]).await;
    idp.world.issuer.lock().unwrap().push_str("/other");
    let verifier = idp.verifier(&Clock::set(start()));
    assert!(matches!(verifier.verify(&idp.token(RSA, Algorithm::RS256, "r")).await, Err(Refused::NoKeys)));
    assert_eq!(idp.asked(), 0);
}

#[test]
fn keys_are_not_read_in_clear_from_afar() {
    assert!(Provider::of_keys("http://id.example/keys").is_err());
    assert!(Provider::of_issuer("http://127.0.0.1.example").is_err());
    assert!(Provider::of_keys("file:///etc/keys").is_err());
    assert!(Provider::of_keys("https://id.example/keys").is_ok());
    assert!(Provider::of_issuer("http://[::1]:4455").is_ok());
}
