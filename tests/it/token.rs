//! Tokens: the good ones, and the forgeries.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::enums::Role;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use secrecy::SecretString;
use serde_json::{Value, json};
use vitrine::auth::token::{DEMO_SECRET, Sketch, sign};
use vitrine::auth::{Secret, Terms, Verifier, Viewer};
use vitrine::clock::machine_now;
use vitrine::store::Db;

use crate::common::each_engine;

const SECRET: &str = "a secret of more than thirty-two bytes";

fn verifier() -> Verifier {
    let terms = Terms { issuer: Some("https://id.example".to_owned()), ..Terms::default() };
    Verifier::hs256(&Secret::new(&SecretString::from(SECRET)).unwrap(), terms)
}

fn claims(change: &[(&str, Value)]) -> Value {
    let now = machine_now().timestamp();
    let mut claims = json!({
        "sub": "ana", "aud": "vitrine", "iss": "https://id.example", "exp": now + 600, "iat": now, "roles": ["CS"],
    });
    for (name, value) in change {
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(*name);
        } else {
            claims[name] = value.clone();
        }
    }
    claims
}

fn signed(header: &Header, claims: &Value) -> String {
    encode(header, claims, &EncodingKey::from_secret(SECRET.as_bytes())).unwrap()
}

fn hs256() -> Header {
    Header::new(Algorithm::HS256)
}

/// A token whose header is this JSON, with a right signature of HS256.
fn with_header(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signing = format!("{}.{}", part(header), part(claims));
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    let signature = jsonwebtoken::crypto::sign(signing.as_bytes(), &key, Algorithm::HS256).unwrap();
    format!("{signing}.{signature}")
}

#[tokio::test]
async fn a_good_token_says_who_calls() {
    let change = [
        ("roles", json!("cs  Admin nonsense")),
        ("scope", json!("read write:usage")),
        ("name", json!("Ana")),
        ("email", json!("Ana@Example.com")),
        ("email_verified", json!(true)),
    ];
    let identity = verifier().verify(&signed(&hs256(), &claims(&change))).await.unwrap();
    assert_eq!(identity.subject, "ana");
    assert_eq!(identity.rights.roles, [Role::Cs, Role::Admin].into());
    assert_eq!(identity.rights.scopes, ["read".to_owned(), "write:usage".to_owned()].into());
    assert_eq!(identity.rights.system, None);
    assert_eq!(identity.emails, ["ana@example.com"]);
    let integration = [("roles", json!(["INTEGRATION"]))];
    let of = async |change: &[(&str, Value)]| {
        verifier().verify(&signed(&hs256(), &claims(change))).await.unwrap().rights.system
    };
    assert_eq!(of(&integration).await.as_deref(), Some("ana"));
    assert_eq!(of(&[integration[0].clone(), ("system", json!("crm"))]).await.as_deref(), Some("crm"));
    let unverified = [("email", json!("ceo@example.com")), ("email_verified", json!(false))];
    assert!(verifier().verify(&signed(&hs256(), &claims(&unverified))).await.unwrap().emails.is_empty());
}

#[tokio::test]
async fn claims_have_the_names_that_the_settings_say() {
    let terms = Terms {
        roles_claim: "realm_access.roles".to_owned(),
        system_claim: "https://vitrine.example/system".to_owned(),
        ..Terms::default()
    };
    let verifier = Verifier::hs256(&Secret::new(&SecretString::from(SECRET)).unwrap(), terms);
    let change = [
        ("realm_access", json!({"roles": ["integration"]})),
        ("https://vitrine.example/system", json!("erp")),
        ("roles", json!(["ADMIN"])),
    ];
    let rights = verifier.verify(&signed(&hs256(), &claims(&change))).await.unwrap().rights;
    assert_eq!(rights.roles, [Role::Integration].into());
    assert_eq!(rights.system.as_deref(), Some("erp"));
}

#[tokio::test]
async fn forgeries_are_refused() {
    let now = machine_now().timestamp();
    let good = signed(&hs256(), &claims(&[]));
    assert!(verifier().verify(&good).await.is_ok());
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let unsigned = format!("{}.{}.", part(&json!({"alg": "none", "typ": "JWT"})), part(&claims(&[])));
    let body_of_another = {
        let parts: Vec<&str> = good.split('.').collect();
        format!("{}.{}.{}", parts[0], part(&claims(&[("roles", json!(["ADMIN"]))])), parts[2])
    };
    let with = |change: &[(&str, Value)]| signed(&hs256(), &claims(change));
    let other_secret = encode(&hs256(), &claims(&[]), &EncodingKey::from_secret(DEMO_SECRET.as_bytes())).unwrap();
    let hs512 = signed(&Header::new(Algorithm::HS512), &claims(&[]));
    for (what, token) in [
        ("unsigned", unsigned),
        ("another body", body_of_another),
        ("another secret", other_secret),
        ("another algorithm", hs512),
        ("cut", good[..good.len() - 4].to_owned()),
        ("empty", String::new()),
        ("too long", format!("{good}{}", "x".repeat(20_000))),
        ("critical", with_header(&json!({"alg": "HS256", "typ": "JWT", "crit": ["exp"]}), &claims(&[]))),
        ("another type", with_header(&json!({"alg": "HS256", "typ": "secevent+jwt"}), &claims(&[]))),
        ("expired", with(&[("exp", json!(now - 31))])),
        ("without exp", with(&[("exp", Value::Null)])),
        ("not yet", with(&[("nbf", json!(now + 120))])),
        ("another audience", with(&[("aud", json!("other"))])),
        ("without audience", with(&[("aud", Value::Null)])),
        ("another issuer", with(&[("iss", json!("https://evil.example"))])),
        ("without issuer", with(&[("iss", Value::Null)])),
        ("without subject", with(&[("sub", Value::Null)])),
        ("an empty subject", with(&[("sub", json!(""))])),
    ] {
        assert!(verifier().verify(&token).await.is_err(), "{what}");
    }
    for (what, token) in [
        ("within the leeway", with(&[("exp", json!(now - 10)), ("nbf", json!(now + 10))])),
        ("one of several audiences", with(&[("aud", json!(["other", "vitrine"]))])),
        ("an access token", with_header(&json!({"alg": "HS256", "typ": "at+jwt"}), &claims(&[]))),
        ("without type", with_header(&json!({"alg": "HS256"}), &claims(&[]))),
    ] {
        assert!(verifier().verify(&token).await.is_ok(), "{what}");
    }
}

#[test]
fn a_short_secret_is_refused() {
    assert!(Secret::new(&SecretString::from("x".repeat(31))).is_err());
    assert!(Secret::new(&SecretString::from(format!("{}\n", "x".repeat(31)))).is_err());
    assert!(Secret::new(&SecretString::from("x".repeat(32))).is_ok());
    assert!(Secret::new(&SecretString::from(DEMO_SECRET)).unwrap().is_demo());
}

each_engine! {
    async fn the_caller_is_the_team_member_of_their_subject_or_address(database) {
        let db = Db::connect(&database.url).await.unwrap();
        let insert = |name: &str, email: &str, subject: &str| {
            use entity::team_member::{ActiveModel, Entity};
            use sea_orm::{ActiveValue::Set, EntityTrait};
            let row = ActiveModel {
                id: Set(entity::ids::TeamMemberId(uuid::Uuid::now_v7())),
                system: Set("hr".to_owned()),
                external_id: Set(name.to_owned()),
                name: Set(name.to_owned()),
                email: Set(Some(email.to_owned()).filter(|email| !email.is_empty())),
                subject: Set(Some(subject.to_owned()).filter(|subject| !subject.is_empty())),
                department: Set(entity::enums::Department::Cs),
                manager_id: Set(None),
                weekly_minutes: Set(None),
                active: Set(true),
                version: Set(1),
                recorded_at: Set(machine_now()),
                updated_at: Set(machine_now()),
            };
            Entity::insert(row)
        };
        for (name, email, subject) in [("Ana", "Ana@Example.com", "ana"), ("Ben", "ben@example.com", ""), ("Eve", "ana@example.com", "")] {
            insert(name, email, subject).exec(&db.write).await.unwrap();
        }
        let viewer = async |subject: &str| {
            let sketch = Sketch { subject: subject.to_owned(), roles: vec![Role::Cs], ttl: 60, ..Sketch::default() };
            let terms = Terms::default();
            let token = sign(&Secret::demo(), &terms, &sketch).unwrap();
            let identity = Verifier::hs256(&Secret::demo(), terms).verify(&token).await.unwrap();
            Viewer::of(&identity, &db.read).await.unwrap()
        };
        assert_eq!(viewer("ana").await.name, "Ana");
        assert_eq!(viewer("BEN@example.com").await.name, "Ben");
        let stranger = viewer("zoe").await;
        assert_eq!((stranger.member, stranger.name.as_str()), (None, "zoe"));
    }
}
