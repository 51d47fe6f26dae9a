//! A door of its own for tests of the door: a small schema with names of the published one, behind the real router.

pub mod schema;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use chrono::{TimeDelta, TimeZone, Utc};
use entity::enums::Role;
use http_body_util::BodyExt;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tower::ServiceExt;
use vitrine::auth::token::{Sketch, every_scope, sign};
use vitrine::auth::{Secret, Terms, Verifier};
use vitrine::clock::Clock;
use vitrine::gate::{Gate, Limits};
use vitrine::http::{Asked, Bounds, Demo, Door, Manners, Metrics, Pasts, Room, Writable, listen, router};
use vitrine::store::Db;

use crate::common::TestDatabase;

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The code of the first error.
    pub fn code(&self) -> String {
        self.json()["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// A door over a database of its own.
pub struct TestDoor {
    router: Router,
    /// Held: the database lives as long as its door.
    database: TestDatabase,
}

/// A door on a port of its own, until it is dropped.
pub struct Listening {
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    ends: JoinHandle<()>,
    _door: TestDatabase,
}

impl Listening {
    /// Tells it to stop; what comes ends when it has.
    pub fn stop(self) -> JoinHandle<()> {
        self.stop.send(()).unwrap();
        self.ends
    }
}

pub fn token(role: Role) -> String {
    let integration = role == Role::Integration;
    let sketch = Sketch {
        subject: format!("test-{}", role.word().to_lowercase()),
        roles: vec![role],
        scopes: if integration { every_scope() } else { BTreeSet::new() },
        system: integration.then(|| "crm".to_owned()),
        ttl: 3600,
    };
    sign(&Secret::demo(), &Terms::default(), &sketch).unwrap()
}

impl TestDoor {
    pub async fn new() -> Self {
        Self::with(Manners { explorer: true, ..Manners::default() }).await
    }

    pub async fn with(manners: Manners) -> Self {
        Self::limited(manners, Limits::default()).await
    }

    pub async fn limited(manners: Manners, limits: Limits) -> Self {
        Self::gated(manners, |sdl| Gate::new(sdl, limits).unwrap()).await
    }

    /// For these documents alone.
    pub async fn only(list: &str) -> Self {
        Self::gated(Manners::default(), |sdl| Gate::new(sdl, Limits::default()).unwrap().only(list).unwrap()).await
    }

    async fn gated(manners: Manners, gate: impl FnOnce(&str) -> Gate) -> Self {
        let database = TestDatabase::sqlite().await;
        let db = Db::connect(&database.url).await.unwrap();
        let schema = schema::build();
        let sdl = schema.sdl_with_options(async_graphql::SDLExportOptions::new().include_specified_by());
        let door = Door {
            gate: gate(&sdl),
            engine: Box::new(move |asked: Asked| {
                let schema = schema.clone();
                Box::pin(async move {
                    let request = asked.request.data(asked.caller).data(asked.idempotency_key);
                    schema.execute(request).await
                })
            }),
            verifier: Verifier::hs256(&Secret::demo(), Terms::default()),
            db,
            clock: Clock::machine(),
            sdl: sdl.into(),
            room: Room::of(&manners),
            pasts: Pasts::of(&manners),
            manners,
            metrics: Metrics::new().unwrap(),
            demo: Some(Demo {
                tokens: vec![(Role::Cs, token(Role::Cs))],
                first_query: "{ viewer { subject } }".to_owned(),
                hosts: vec![HOST.to_owned()],
                advance: Box::new(|step: TimeDelta| {
                    Box::pin(async move { Ok(Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap() + step) })
                }),
            }),
            current: AtomicBool::new(false),
            writable: Writable::default(),
        };
        Self { router: router(Arc::new(door)), database }
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        let sent = tokio::time::timeout(Duration::from_secs(30), self.router.clone().oneshot(request));
        let response = sent.await.expect("it answers in bounded time").unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Reply { status: parts.status, headers: parts.headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    /// The same door on a port of its own.
    pub async fn listening(self, bounds: Bounds) -> Listening {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let until = async { stopped.await.unwrap_or_default() };
        let ends = tokio::spawn(listen(listener, self.router, bounds, until));
        Listening { address, stop, ends, _door: self.database }
    }

    pub async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.send(request(Method::GET, path, headers, String::new())).await
    }

    /// A POST of this body to `/graphql`, by this role.
    pub async fn post(&self, role: Role, body: impl Into<String>, headers: &[(&str, &str)]) -> Reply {
        let bearer = format!("Bearer {}", token(role));
        let mut all = vec![
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
            ("accept", "application/graphql-response+json"),
        ];
        for header in headers {
            all.retain(|(name, _)| *name != header.0);
            all.push(*header);
        }
        self.send(request(Method::POST, "/graphql", &all, body.into())).await
    }

    /// This document, by this role.
    pub async fn ask(&self, role: Role, document: &str) -> Reply {
        self.post(role, serde_json::json!({"query": document}).to_string(), &[]).await
    }

    /// This document with variables, by this role.
    pub async fn ask_with(&self, role: Role, document: &str, variables: Value) -> Reply {
        self.post(role, serde_json::json!({"query": document, "variables": variables}).to_string(), &[]).await
    }
}

/// The host of the test's requests.
pub const HOST: &str = "vitrine";

/// A request with these headers; one with an empty value is left out.
pub fn request(method: Method, path: &str, headers: &[(&str, &str)], body: String) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", HOST);
    }
    for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
        request = request.header(*name, *value);
    }
    request.body(Body::from(body)).unwrap()
}
