//! The explorer: GraphiQL from the binary itself, and no foreign host.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rust_embed::{Embed, EmbeddedFile};

use super::accept::Media;
use super::{Door, answer, graphql};
use crate::gate::Code;

const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src data:; img-src 'self' data:; \
     connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
);

#[derive(Embed)]
#[folder = "assets/"]
struct Assets;

/// `/`: the page.
pub async fn page(State(door): State<Arc<Door>>, headers: HeaderMap) -> Response<Body> {
    file(&door, "index.html", &headers)
}

/// `/explorer/NAME`: what the page loads.
pub async fn asset(
    State(door): State<Arc<Door>>,
    name: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response<Body> {
    file(&door, name.as_ref().map_or("", |Path(name)| name), &headers)
}

fn file(door: &Door, name: &str, headers: &HeaderMap) -> Response<Body> {
    match Assets::get(name).filter(|_| door.manners.explorer) {
        Some(file) => found(file, headers),
        None => answer::refusal(StatusCode::NOT_FOUND, Media::Json, Code::NotFound, "There is nothing here."),
    }
}

fn found(file: EmbeddedFile, headers: &HeaderMap) -> Response<Body> {
    let tag = format!("\"{}\"", URL_SAFE_NO_PAD.encode(file.metadata.sha256_hash()));
    let known =
        headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).is_some_and(|known| known.contains(&tag));
    let mut response = Response::new(if known { Body::empty() } else { Body::from(file.data) });
    if known {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    }
    let kind = file.metadata.mimetype();
    let kind = if kind.starts_with("text/") { format!("{kind}; charset=utf-8") } else { kind.to_owned() };
    for (name, value) in [(CONTENT_TYPE, kind), (ETAG, tag)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, POLICY);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// `/schema.graphql`: the SDL; open where introspection is, else with a token.
pub async fn sdl(State(door): State<Arc<Door>>, headers: HeaderMap) -> Response<Body> {
    if !door.manners.introspection {
        match graphql::caller(&door, &headers).await {
            Ok(Some(_)) => {}
            Ok(None) => return answer::unauthenticated(Media::Json),
            Err(response) => return response,
        }
    }
    let mut response = Response::new(Body::from(door.sdl.to_string()));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/graphql; charset=utf-8"));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}
