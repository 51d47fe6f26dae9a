//! The door: HTTP in, GraphQL over HTTP out, and what stands beside it.

pub mod accept;
pub mod answer;
pub mod bodies;
pub mod count;
pub mod demo;
pub mod demo_host;
pub mod explorer;
pub mod graphql;
pub mod health;
pub mod layers;
pub mod listen;
pub mod metrics;
pub mod pace;
pub mod params;
pub mod past;
pub mod room;
pub mod router;
pub mod seal;
pub mod shares;
pub mod who;
pub mod writable;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use async_graphql::{Request, Response};
use axum::http::HeaderValue;
use chrono::TimeDelta;
use futures_util::future::BoxFuture;

use crate::auth::{IdempotencyKey, Identity, Verifier};
use crate::clock::Clock;
use crate::command::turns;
use crate::gate::Gate;
use crate::graphql::meter::Meter;
use crate::store::Db;

pub use demo::Demo;
pub use listen::{Bounds, listen};
pub use metrics::Metrics;
pub use pace::Pace;
pub use past::Pasts;
pub use room::Room;
pub use router::router;
pub use writable::Writable;

/// An admitted request, on its way to the engine.
#[derive(Debug)]
pub struct Asked {
    /// Document, operation and variables are set; whoever executes it adds its data.
    pub request: Request,
    /// Who asks.
    pub caller: Arc<Identity>,
    /// The key, where the request has one.
    pub idempotency_key: Option<IdempotencyKey>,
    /// What counts the answer while it is made.
    pub meter: Arc<Meter>,
}

/// Executes an admitted request.
pub type Engine = Box<dyn Fn(Asked) -> BoxFuture<'static, Response> + Send + Sync>;

/// How the door behaves.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the configuration")]
pub struct Manners {
    /// Bytes of a body at most.
    pub body: usize,
    /// Bytes of a body at most, for a caller who may upsert.
    pub upsert_body: usize,
    /// Bytes of all bodies that are worked on at once, at most, beside the first 64 KiB of each.
    pub bodies: usize,
    /// Values in a body's variables at most.
    pub values: usize,
    /// How long an execution may take.
    pub timeout: Duration,
    /// Bytes of an answer at most, before it is compressed.
    pub answer: usize,
    /// How long a client may take over a large answer.
    pub taken: Duration,
    /// Errors in an answer at most, beside those of denied fields.
    pub errors: usize,
    /// Requests to `/graphql` that are worked on at once, at most.
    pub at_once: usize,
    /// Large mutations that are carried out at once, at most.
    pub batches: usize,
    /// How long a request waits for a place.
    pub wait: Duration,
    /// How fast a body must come.
    pub pace: Pace,
    /// Accounts as of a moment that are made at once, at most.
    pub as_of_at_once: usize,
    /// The origins whose pages may read answers.
    pub cors_origins: Vec<HeaderValue>,
    /// Whether `/` serves the explorer.
    pub explorer: bool,
    /// Whether `/schema.graphql` is open without a token.
    pub introspection: bool,
    /// Whether `/metrics` is served here, and not on a listener of its own.
    pub metrics: bool,
    /// Whether mutations are refused.
    pub read_only: bool,
    /// How far this node's clock may be ahead of the database's own; nothing where it is not held to it.
    pub ahead: Option<TimeDelta>,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            body: 1 << 20,
            upsert_body: 8 << 20,
            bodies: 32 << 20,
            values: 200_000,
            timeout: Duration::from_secs(15),
            answer: 16 << 20,
            taken: Duration::from_secs(75),
            errors: 20,
            at_once: 256,
            batches: turns::at_once(),
            wait: Duration::from_secs(5),
            pace: Pace::default(),
            as_of_at_once: 4,
            cors_origins: Vec::new(),
            explorer: false,
            introspection: false,
            metrics: true,
            read_only: false,
            ahead: None,
        }
    }
}

/// Everything the door needs.
pub struct Door {
    /// What a request passes first.
    pub gate: Gate,
    /// What it runs on.
    pub engine: Engine,
    /// Who accepts tokens.
    pub verifier: Verifier,
    /// The database, for finding the caller and for readiness.
    pub db: Db,
    /// What time it is.
    pub clock: Clock,
    /// The published schema.
    pub sdl: Arc<str>,
    /// How it behaves.
    pub manners: Manners,
    /// What there is room for at once.
    pub room: Room,
    /// How many accounts as of a moment are made at once.
    pub pasts: Pasts,
    /// What it counts.
    pub metrics: Metrics,
    /// The demo, where this is one.
    pub demo: Option<Demo>,
    /// Whether the migrations have been seen to be current; starts as false.
    pub current: AtomicBool,
    /// Whether the database can be written.
    pub writable: Writable,
}

impl std::fmt::Debug for Door {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Door").field("manners", &self.manners).finish_non_exhaustive()
    }
}
