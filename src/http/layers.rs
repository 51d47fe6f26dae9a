//! What every request passes: an id, a line in the log, a count, and a net under a panic.

use std::any::Any;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderName, HeaderValue, Method, Response, StatusCode};
use axum::middleware::Next;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tracing::Instrument;
use uuid::Uuid;

use super::accept::Media;
use super::seal::FAULT;
use super::{Door, answer};
use crate::gate::Code;

/// The header that carries the request's id in an answer.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names one request, in its answer and in every line of the log about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub Arc<str>);

/// Gives the request its id, and tells the log and the metrics how it went.
pub async fn observe(State(door): State<Arc<Door>>, mut request: Request, next: Next) -> Response<Body> {
    let id = RequestId(Uuid::now_v7().simple().to_string().into());
    let path = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let method = request.method().clone();
    request.extensions_mut().insert(id.clone());
    let begun = Instant::now();
    let span = tracing::info_span!("request", id = %id.0, %method, path);
    let mut response = next.run(request).instrument(span.clone()).await;
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let status = response.status().as_u16();
    let took = begun.elapsed();
    door.metrics.answered(&path, status, took);
    span.in_scope(|| tracing::info!(status, ms = took.as_secs_f64() * 1e3, "answered"));
    response
}

/// Lets pages of these origins read answers. Tokens come in a header that a page must set itself, so no cookie is asked
/// for.
pub fn cors(origins: &[HeaderValue]) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins.iter().cloned()))
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([
            AUTHORIZATION,
            CONTENT_TYPE,
            HeaderName::from_static("idempotency-key"),
            HeaderName::from_static("vitrine-denied"),
            HeaderName::from_static("vitrine-cost"),
        ])
        .expose_headers([REQUEST_ID, RETRY_AFTER])
        .max_age(Duration::from_hours(1))
}

/// What is answered where a handler panicked.
#[expect(clippy::needless_pass_by_value, reason = "the signature is the layer's")]
pub fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let words = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = words.unwrap_or("no words"), "a handler panicked");
    answer::refusal(StatusCode::INTERNAL_SERVER_ERROR, Media::Json, Code::Internal, FAULT)
}
