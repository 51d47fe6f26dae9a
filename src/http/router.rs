//! Which path leads where.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use axum::routing::{MethodRouter, get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use super::accept::Media;
use super::{Door, answer, demo, demo_host, explorer, graphql, health, layers, metrics, room};
use crate::gate::Code;

/// All paths of the door.
pub fn router(door: Arc<Door>) -> Router {
    let room = axum::middleware::from_fn_with_state(Arc::clone(&door), room::bounded);
    let graphql: MethodRouter<Arc<Door>> =
        get(graphql::serve).post(graphql::serve).layer(room).fallback(only_get_and_post);
    let mut router = Router::new()
        .route("/graphql", graphql.clone())
        .route("/graphql/{document}", graphql)
        .route("/schema.graphql", get(explorer::sdl))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/", get(explorer::page))
        .route("/explorer/{name}", get(explorer::asset));
    if door.demo.is_some() {
        router = router.route("/demo/clock", post(demo::clock));
    }
    if door.manners.metrics {
        router = router.route("/metrics", get(metrics::serve));
    }
    router = router.fallback(nothing);
    if !door.manners.cors_origins.is_empty() {
        router = router.layer(layers::cors(&door.manners.cors_origins));
    }
    // The demo's tokens are for no page of another origin, whatever the settings name.
    router = router.route("/explorer/beginning.json", get(demo::beginning));
    router
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&door), demo_host::known))
        .layer(CatchPanicLayer::custom(layers::panicked))
        .layer(CompressionLayer::new())
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&door), layers::observe))
        .with_state(door)
}

/// `/metrics` alone, for a listener of its own.
pub fn metrics_router(door: Arc<Door>) -> Router {
    Router::new().route("/metrics", get(metrics::serve)).fallback(nothing).with_state(door)
}

async fn only_get_and_post() -> Response<Body> {
    answer::not_allowed(Media::Json, "GET, POST", "GraphQL is served over GET and POST.")
}

async fn nothing() -> Response<Body> {
    answer::refusal(StatusCode::NOT_FOUND, Media::Json, Code::NotFound, "There is nothing here.")
}
