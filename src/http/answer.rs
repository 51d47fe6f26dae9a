//! Answers over HTTP: the body, its media type, and the status that fits both.

use axum::body::Body;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Response, StatusCode};
use serde::Serialize;
use serde_json::{Value, json};

use super::accept::Media;
use crate::gate::{Code, GateError};

const PRIVATE: HeaderValue = HeaderValue::from_static("private, no-store");

/// A JSON body that nobody may keep.
pub fn json_body(status: StatusCode, media: Media, body: &impl Serialize) -> Response<Body> {
    match serde_json::to_vec(body) {
        Ok(bytes) => written(status, media, bytes),
        Err(error) => {
            tracing::error!(%error, "an answer could not be written");
            written(StatusCode::INTERNAL_SERVER_ERROR, media, br#"{"errors":[]}"#.to_vec())
        }
    }
}

/// The text of a body of so many bytes at most; nothing where it would be larger.
pub fn bounded_text(body: &impl Serialize, most: usize) -> Option<Vec<u8>> {
    let mut text = Bounded { text: Vec::new(), most };
    serde_json::to_writer(&mut text, body).ok().map(|()| text.text)
}

struct Bounded {
    text: Vec<u8>,
    most: usize,
}

impl std::io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.text.len() + bytes.len() > self.most {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A body of JSON that is written already, and that nobody may keep.
pub fn written(status: StatusCode, media: Media, bytes: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media.content_type()));
    response.headers_mut().insert(CACHE_CONTROL, PRIVATE);
    response
}

/// Errors without data, with this status whatever the media type.
pub fn errors(status: StatusCode, media: Media, errors: &[GateError]) -> Response<Body> {
    let errors: Vec<Value> = errors.iter().map(GateError::to_json).collect();
    json_body(status, media, &json!({"errors": errors}))
}

/// A request error: 400 in the newer media type, 200 in the older one.
pub fn request_errors(media: Media, found: &[GateError]) -> Response<Body> {
    let status = match media {
        Media::Json => StatusCode::OK,
        Media::Graphql => StatusCode::BAD_REQUEST,
    };
    errors(status, media, found)
}

/// One error of the door itself.
pub fn refusal(status: StatusCode, media: Media, code: Code, message: &str) -> Response<Body> {
    errors(status, media, &[GateError::new(code, message)])
}

/// No token, or a bad one.
pub fn unauthenticated(media: Media) -> Response<Body> {
    let message = "This needs a valid token: Authorization: Bearer <token>.";
    let mut response = refusal(StatusCode::UNAUTHORIZED, media, Code::Unauthenticated, message);
    let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
    response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    response
}

/// There is no room for more: what was refused may be sent again.
pub fn busy() -> Response<Body> {
    let message = "The server has all the work that it takes at once: come back in a moment.";
    unavailable(Code::RateLimited, message)
}

/// Nothing can be done right now, and perhaps in a moment.
pub fn unavailable(code: Code, message: &str) -> Response<Body> {
    in_a_moment(refusal(StatusCode::SERVICE_UNAVAILABLE, Media::Json, code, message))
}

/// The same answer, which tells when to send the request again.
pub fn in_a_moment(mut response: Response<Body>) -> Response<Body> {
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

/// Another method is needed.
pub fn not_allowed(media: Media, allow: &'static str, message: &str) -> Response<Body> {
    let mut response = refusal(StatusCode::METHOD_NOT_ALLOWED, media, Code::BadUserInput, message);
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(allow));
    response
}
