//! The product behind its real router: typed actors, one clock that the test moves.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, Response, header};
use chrono::{DateTime, TimeDelta, Utc};
use entity::enums::Role;
use http_body_util::BodyExt;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use tower::ServiceExt;
use vitrine::auth::token::{DEMO_SECRET, Sketch, sign};
use vitrine::auth::{Secret, Terms, Verifier};
use vitrine::cli::serve::door::engine;
use vitrine::clock::{Clock, machine_now};
use vitrine::command::Desk;
use vitrine::gate::{Gate, Limits};
use vitrine::graphql::sdl;
use vitrine::http::{Door, Manners, Metrics, Pasts, Room, Writable, router};
use vitrine::job;
use vitrine::store::Db;

use super::TestDatabase;

/// The server under test.
pub struct TestApp {
    /// Held: the database lives as long as its server.
    _database: TestDatabase,
    /// Its clock.
    pub clock: Clock,
    /// Where its writes begin.
    pub desk: Desk,
    router: Router,
}

/// A Monday morning: when every test begins that does not say otherwise.
pub const START: &str = "2026-03-02T09:00:00Z";

impl TestApp {
    /// A server over an empty, migrated database, at [`START`].
    pub async fn new(database: TestDatabase) -> Self {
        Self::at(database, START.parse().unwrap()).await
    }

    /// A server that begins at this moment.
    pub async fn at(database: TestDatabase, start: DateTime<Utc>) -> Self {
        Self::over(database, Clock::set(start), None).await
    }

    /// A server under this clock, whose writes may be so far ahead of the database's own.
    pub async fn over(database: TestDatabase, clock: Clock, ahead: Option<TimeDelta>) -> Self {
        let db = Db::connect(&database.url).await.unwrap();
        if db.single {
            db.migrate_up().await.unwrap();
        }
        let desk = Desk::open(db, clock.clone()).await.unwrap().ahead_at_most(ahead);
        let router = router(Arc::new(door(&desk, Manners::default())));
        Self { _database: database, clock, desk, router }
    }

    /// The actor of a role at another door to the same company, which behaves otherwise.
    pub fn actor_at(&self, manners: Manners, role: Role) -> Actor {
        Actor { router: router(Arc::new(door(&self.desk, manners))), ..self.actor(role) }
    }

    /// The actor of a role: cleo of CS, sam of SALES, mia of MARKETING, pia of PRODUCT, sue of SUPPORT, eve of EXECUTIVE; ada of ADMIN is no team member. An INTEGRATION has no scope here.
    pub fn actor(&self, role: Role) -> Actor {
        let subject = match role {
            Role::Cs => "cleo",
            Role::Sales => "sam",
            Role::Marketing => "mia",
            Role::Product => "pia",
            Role::Support => "sue",
            Role::Executive => "eve",
            Role::Admin => "ada",
            Role::Integration => "robot",
        };
        self.person(subject, &[role])
    }

    /// Somebody with these roles.
    pub fn person(&self, subject: &str, roles: &[Role]) -> Actor {
        self.token(Sketch { subject: subject.to_owned(), roles: roles.to_vec(), ..Sketch::default() })
    }

    /// A system that writes in its own name, with these scopes.
    pub fn integration(&self, system: &str, scopes: &[&str]) -> Actor {
        self.token(Sketch {
            subject: format!("{system}-robot"),
            roles: vec![Role::Integration],
            scopes: scopes.iter().map(|&scope| scope.to_owned()).collect(),
            system: Some(system.to_owned()),
            ttl: 0,
        })
    }

    /// Somebody whose token has these claims besides audience and expiry.
    pub fn bearer(&self, claims: Value) -> Actor {
        let mut all = json!({"aud": "vitrine", "exp": machine_now().timestamp() + 3600});
        for (name, value) in claims.as_object().unwrap() {
            all[name] = value.clone();
        }
        let key = EncodingKey::from_secret(DEMO_SECRET.as_bytes());
        Actor { router: self.router.clone(), token: encode(&Header::new(Algorithm::HS256), &all, &key).unwrap() }
    }

    fn token(&self, sketch: Sketch) -> Actor {
        let token = sign(&Secret::demo(), &Terms::default(), &Sketch { ttl: 3600, ..sketch }).unwrap();
        Actor { router: self.router.clone(), token }
    }

    /// What stands at a path beside `/graphql`, for anybody: status and text.
    pub async fn get(&self, path: &str) -> (u16, String) {
        answered(&self.router, Request::builder().uri(path).body(Body::empty()).unwrap()).await
    }

    /// Moves the clock on, and does all work that became due.
    pub async fn advance(&self, time: TimeDelta) {
        self.clock.advance_to(self.clock.now() + time);
        job::run_due(&self.desk).await.unwrap();
    }
}

fn door(desk: &Desk, manners: Manners) -> Door {
    let sdl = sdl();
    let manners = Manners { introspection: true, ahead: desk.ahead(), ..manners };
    Door {
        gate: Gate::new(&sdl, Limits::default()).unwrap(),
        engine: engine(desk.clone()),
        verifier: Verifier::hs256(&Secret::demo(), Terms::default()),
        db: desk.db.clone(),
        clock: desk.clock.clone(),
        sdl: sdl.into(),
        room: Room::of(&manners),
        pasts: Pasts::of(&manners),
        manners,
        metrics: Metrics::new().unwrap(),
        demo: None,
        current: AtomicBool::new(true),
        writable: Writable::default(),
    }
}

/// What `/metrics` of a server over this desk says.
pub async fn metrics(desk: &Desk) -> String {
    let door = door(desk, Manners::default());
    answered(&router(Arc::new(door)), Request::builder().uri("/metrics").body(Body::empty()).unwrap()).await.1
}

async fn answered(router: &Router, request: Request<Body>) -> (u16, String) {
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8(bytes.to_vec()).unwrap())
}

/// Somebody with a token.
#[derive(Clone)]
pub struct Actor {
    router: Router,
    token: String,
}

/// An answer as it came.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The body.
    pub body: Value,
}

impl Actor {
    /// Asks; what comes back is not judged.
    pub async fn gql(&self, query: &str, variables: Value) -> Answer {
        self.gql_with(query, variables, &[]).await
    }

    /// Asks with headers of its own.
    pub async fn gql_with(&self, query: &str, variables: Value, headers: &[(&str, &str)]) -> Answer {
        let body = json!({"query": query, "variables": variables}).to_string();
        let mut request = Request::builder()
            .method(Method::POST)
            .uri("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/json")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (_, text) = answered(&self.router, request.body(Body::from(body)).unwrap()).await;
        Answer { body: serde_json::from_str(&text).unwrap_or(Value::Null) }
    }

    /// Sends a body as it is: status and text of the answer.
    pub async fn post(&self, body: String) -> (u16, String) {
        let request = Request::builder()
            .method(Method::POST)
            .uri("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/graphql-response+json")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        answered(&self.router, request.body(Body::from(body)).unwrap()).await
    }

    /// Sends a body, and takes the answer in this coding: its bytes.
    pub async fn takes(&self, body: String, coding: &str) -> usize {
        let request = Request::builder()
            .method(Method::POST)
            .uri("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT_ENCODING, coding)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        let response = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        response.into_body().collect().await.unwrap().to_bytes().len()
    }

    /// Asks; gives the whole answer.
    pub async fn respond(&self, query: &str, variables: Value) -> Response<Body> {
        let request = Request::builder()
            .method(Method::POST)
            .uri("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        let body = Body::from(json!({"query": query, "variables": variables}).to_string());
        self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap()
    }

    /// Calls one mutation with its input and gives its payload; any error of the request fails the test.
    pub async fn mutate(&self, field: &str, input: Value, selection: &str) -> Value {
        let answer = self.try_mutate(field, input, selection).await;
        answer.data()[field].clone()
    }

    /// Calls one mutation; what comes back is not judged.
    pub async fn try_mutate(&self, field: &str, input: Value, selection: &str) -> Answer {
        let capital = field[..1].to_uppercase() + &field[1..];
        let query = format!("mutation($input: {capital}Input!) {{ {field}(input: $input) {{ {selection} }} }}");
        self.gql(&query, json!({"input": input})).await
    }

    /// Calls one mutation that must do what it is asked.
    pub async fn does(&self, field: &str, input: Value, selection: &str) -> Value {
        let payload = self.mutate(field, input, &format!("{selection} userErrors {{ code field message }}")).await;
        assert_eq!(payload["userErrors"], json!([]), "{field}: {payload:#}");
        payload
    }

    /// Calls one mutation that must be refused: the user errors as `CODE at.the.path`.
    pub async fn is_refused(&self, field: &str, input: Value) -> Vec<String> {
        let payload = self.mutate(field, input, "userErrors { code field message currentVersion }").await;
        refusals(&payload)
    }

    /// Sends rows that must all be taken: their ids in order.
    pub async fn sends(&self, noun: &str, system: &str, records: Value) -> Vec<String> {
        let field = format!("{noun}Upsert");
        let selection = "results { outcome id externalId problems { code path message } } userErrors { code message }";
        let payload = self.mutate(&field, json!({"system": system, "records": records}), selection).await;
        let results = payload["results"].as_array().unwrap();
        let taken = |result: &Value| result["outcome"] != "REJECTED" && result["problems"] == json!([]);
        assert!(payload["userErrors"] == json!([]) && results.iter().all(taken), "{field}: {payload:#}");
        results.iter().map(|result| result["id"].as_str().unwrap().to_owned()).collect()
    }
}

/// User errors of a payload as `CODE at.the.path`.
pub fn refusals(payload: &Value) -> Vec<String> {
    let errors = payload["userErrors"].as_array().unwrap_or_else(|| panic!("no payload: {payload:#}"));
    errors.iter().map(|error| at(&error["code"], &error["field"])).collect()
}

/// A code and a path as one text.
pub fn at(code: &Value, path: &Value) -> String {
    let code = code.as_str().unwrap();
    let path: Vec<String> = path
        .as_array()
        .into_iter()
        .flatten()
        .map(|part| part.as_str().map_or_else(|| part.to_string(), str::to_owned))
        .collect();
    if path.is_empty() { code.to_owned() } else { format!("{code} {}", path.join(".")) }
}

impl Answer {
    /// The data of an answer without errors.
    pub fn data(&self) -> &Value {
        assert_eq!(self.body.get("errors"), None, "{:#}", self.body);
        &self.body["data"]
    }

    /// The errors as `CODE at.the.path`.
    pub fn errors(&self) -> Vec<String> {
        let errors = self.body["errors"].as_array();
        errors.into_iter().flatten().map(|error| at(&error["extensions"]["code"], &error["path"])).collect()
    }
}
