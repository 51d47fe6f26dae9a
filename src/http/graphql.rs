//! `/graphql`: GraphQL over HTTP, POST and GET.

use std::sync::Arc;
use std::time::Instant;

use async_graphql::Response as EngineResponse;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Extension, Path, Query, Request, State};
use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::{HeaderMap, Method, Response, StatusCode};
use serde_json::{Map, Value, json};
use tokio::sync::Notify;

use super::accept::{Media, is_json, negotiate};
use super::answer;
use super::bodies::Held;
use super::layers::RequestId;
use super::params::Params;
use super::room::{HeldBody, Unread};
use super::seal::{FAULT, Wish, is_ahead, is_in_progress, seal};
use super::shares::Place;
use super::who::Who;
use super::{Asked, Door};
use crate::auth::{IdempotencyKey, Identity, Refused};
use crate::command::turns::Turn;
use crate::gate::{Ask, Code, Denial, DocumentName, GateError, OperationKind, Refusal};
use crate::graphql::meter::Meter;

/// Values of a mutation beyond which it is large: a hundred records or so.
const LARGE: usize = 1_000;
/// The longest idempotency key, in bytes.
const LONGEST_KEY: usize = 255;
/// Bytes of an answer that is written where it was made; a larger one would keep others waiting.
const SMALL: u64 = 64 << 10;

/// Answers one request.
pub async fn serve(
    State(door): State<Arc<Door>>,
    Extension(id): Extension<RequestId>,
    Extension(caller): Extension<Arc<Identity>>,
    Extension(place): Extension<Arc<Place>>,
    named: Result<Option<Path<String>>, PathRejection>,
    request: Request,
) -> Response<Body> {
    let accept = header(request.headers(), ACCEPT.as_str());
    let media = negotiate(accept).unwrap_or(Media::Json);
    if negotiate(accept).is_none() {
        let message = "This answers application/graphql-response+json or application/json.";
        return answer::refusal(StatusCode::NOT_ACCEPTABLE, Media::Json, Code::BadUserInput, message);
    }
    let queries_only = request.method() != Method::POST;
    let headers = request.headers().clone();
    let (params, _held) = match params(&door, request, &caller, &place, media).await {
        Ok(params) => params,
        Err(response) => return response,
    };
    let Ok(named) = named else {
        let message = "The path must be UTF-8.";
        return answer::refusal(StatusCode::BAD_REQUEST, media, Code::BadUserInput, message);
    };
    let params = match called(&door, params, named) {
        Ok(params) => params,
        Err(error) => return answer::errors(StatusCode::BAD_REQUEST, media, &[error]),
    };
    let call = Call { door: &door, id: &id, media, headers: &headers, queries_only, place: &place };
    call.run(params, caller).await
}

/// Who is calling, or what is answered to somebody who is not known.
pub(super) async fn verified(door: &Door, headers: &HeaderMap) -> Result<Arc<Identity>, Response<Body>> {
    let media = negotiate(header(headers, ACCEPT.as_str())).unwrap_or(Media::Json);
    caller(door, headers).await?.ok_or_else(|| answer::unauthenticated(media))
}

/// Who is calling; nothing without a valid token.
pub(super) async fn caller(door: &Door, headers: &HeaderMap) -> Result<Option<Arc<Identity>>, Response<Body>> {
    let Some(token) = header(headers, AUTHORIZATION.as_str()).and_then(bearer) else { return Ok(None) };
    match door.verifier.verify(token).await {
        Ok(identity) => Ok(Some(Arc::new(identity))),
        Err(refused @ Refused::Invalid(_)) => {
            tracing::debug!(%refused, "a token was refused");
            Ok(None)
        }
        Err(refused @ Refused::NoKeys) => {
            tracing::error!(%refused, "the caller could not be verified");
            Err(answer::unavailable(Code::Internal, FAULT))
        }
    }
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Reads the request's parameters; what is malformed is 400 in either media type. The room that the body has taken
/// is theirs as long as they are needed.
async fn params(
    door: &Door,
    request: Request,
    caller: &Identity,
    place: &Place,
    media: Media,
) -> Result<(Params, Option<Held>), Response<Body>> {
    let malformed = |error: GateError| answer::errors(StatusCode::BAD_REQUEST, media, &[error]);
    let values = door.manners.values;
    if request.method() != Method::POST {
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(request.uri())
            .map_err(|_| malformed(GateError::new(Code::BadUserInput, "The query string cannot be read.")))?;
        return Ok((Params::of_query(pairs.0, values).map_err(malformed)?, None));
    }
    let headers = request.headers();
    let encoded = header(headers, CONTENT_ENCODING.as_str()).is_some_and(|coding| coding != "identity");
    if encoded || !is_json(header(headers, CONTENT_TYPE.as_str())) {
        let message = "The body must be application/json in UTF-8.";
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(answer::refusal(status, media, Code::BadUserInput, message));
    }
    let limit = if caller.rights.may_upsert_something() { door.manners.upsert_body } else { door.manners.body };
    let body = door.room.read(&Who::of(caller), place, request.into_body(), limit).await;
    let body = body.map_err(|unread| match unread {
        Unread::TooLarge => {
            let message = format!("The body may have {limit} bytes.");
            answer::refusal(StatusCode::PAYLOAD_TOO_LARGE, media, Code::BadUserInput, &message)
        }
        Unread::NoRoom => {
            door.metrics.refused(Code::RateLimited.word());
            answer::busy()
        }
        Unread::Slow => {
            let message = "The body did not come in time.";
            answer::refusal(StatusCode::REQUEST_TIMEOUT, media, Code::Timeout, message)
        }
        Unread::Broken => malformed(GateError::new(Code::BadUserInput, "The body was broken off.")),
    })?;
    let HeldBody { bytes, room } = body;
    Ok((Params::of_body(&bytes, values).map_err(malformed)?, Some(room)))
}

/// A path may name the document too. Names other than hashes are those of a list.
fn called(door: &Door, params: Params, named: Option<Path<String>>) -> Result<Params, GateError> {
    let params = match named {
        Some(Path(id)) => params.called(&id)?,
        None => params,
    };
    if matches!(params.name, Some(DocumentName::Listed(_))) && door.gate.listed().is_none() {
        let message =
            "`documentId` must be `sha256:` and 64 hexadecimal digits, `persistedQuery.sha256Hash` those digits.";
        return Err(GateError::new(Code::BadUserInput, message));
    }
    params.named()
}

/// Seals an answer and writes its text, of so many bytes at most; one that holds much does not keep others waiting for it.
async fn write(response: EngineResponse, denied: Vec<Denial>, wish: Wish, most: usize, holds: u64) -> Option<Vec<u8>> {
    let write = move || answer::bounded_text(&seal(response, &denied, &wish), most);
    if holds < SMALL {
        return write();
    }
    match tokio::task::spawn_blocking(write).await {
        Ok(text) => text,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

struct Call<'a> {
    door: &'a Door,
    id: &'a RequestId,
    media: Media,
    headers: &'a HeaderMap,
    queries_only: bool,
    place: &'a Place,
}

impl Call<'_> {
    async fn run(&self, params: Params, caller: Arc<Identity>) -> Response<Body> {
        let ask = Ask {
            document: params.query.as_deref(),
            name: params.name,
            operation: params.operation.as_deref(),
            variables: params.variables,
            values: params.values,
            queries_only: self.queries_only,
            now: self.door.clock.now(),
        };
        let admitted = match self.door.gate.admit(&ask, &caller.rights) {
            Ok(admitted) => admitted,
            Err(refusal) => return self.refused(refusal),
        };
        if admitted.kind == OperationKind::Mutation && self.door.manners.read_only {
            let error = GateError::new(Code::Forbidden, "This server serves reads alone.");
            return answer::request_errors(self.media, &[error]);
        }
        let idempotency_key = match self.idempotency_key(admitted.kind, &admitted.root_fields) {
            Ok(key) => key,
            Err(error) => return answer::request_errors(self.media, &[error]),
        };
        let _turn = match self.turn(admitted.kind, ask.values, &caller).await {
            Ok(turn) => turn,
            Err(response) => return response,
        };
        let Some(_places) = self.door.pasts.places(admitted.as_of).await else {
            self.door.metrics.refused(Code::RateLimited.word());
            let message = "Too many accounts are read as of a moment just now: come back in a moment.";
            return answer::unavailable(Code::RateLimited, message);
        };
        let begun = Instant::now();
        let meter = Arc::new(Meter::of(self.door.manners.answer as u64));
        let asked = Asked { request: admitted.request, caller, idempotency_key, meter: Arc::clone(&meter) };
        let executed = tokio::time::timeout(self.door.manners.timeout, (self.door.engine)(asked)).await;
        let Ok(response) = executed else {
            self.door.metrics.executed(admitted.kind, "timeout", begun.elapsed(), admitted.cost);
            let seconds = self.door.manners.timeout.as_secs();
            let message = format!("It took longer than {seconds} seconds, and was ended.");
            let status = if self.media == Media::Json { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
            return answer::refusal(status, self.media, Code::Timeout, &message);
        };
        if admitted.kind == OperationKind::Mutation {
            self.door.writable.learn(&response);
        }
        let failed = !response.errors.is_empty();
        let wish = Wish {
            request_id: Arc::clone(&self.id.0),
            errors: self.door.manners.errors,
            denied_apart: header(self.headers, "vitrine-denied")
                .is_some_and(|value| value.trim().eq_ignore_ascii_case("extensions")),
            cost: self.headers.contains_key("vitrine-cost").then_some(admitted.cost),
        };
        let in_progress = is_in_progress(&response);
        let ahead = response.errors.iter().any(is_ahead);
        let status = if ahead { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
        let text = if meter.is_over() {
            None
        } else {
            write(response, admitted.denied, wish, self.door.manners.answer, meter.bytes()).await
        };
        let outcome = match text {
            None => "too_large",
            Some(_) if failed => "errors",
            Some(_) => "ok",
        };
        self.door.metrics.executed(admitted.kind, outcome, begun.elapsed(), admitted.cost);
        match text {
            Some(text) => {
                let answered = answer::written(status, self.media, text);
                if in_progress || ahead { answer::in_a_moment(answered) } else { answered }
            }
            None => answer::request_errors(self.media, &[self.too_large(admitted.kind)]),
        }
    }

    fn too_large(&self, kind: OperationKind) -> GateError {
        let most = self.door.manners.answer;
        let done = match kind {
            OperationKind::Mutation => " What the mutation wrote stands.",
            OperationKind::Query | OperationKind::Subscription => "",
        };
        let message = format!(
            "The answer is larger than the {most} bytes that it may have: ask for smaller pages, or for less on each.{done}"
        );
        GateError::new(Code::AnswerTooLarge, message)
    }

    /// A large mutation waits for its turn, for as long as its execution may take.
    async fn turn(
        &self,
        kind: OperationKind,
        values: usize,
        caller: &Identity,
    ) -> Result<Option<Turn>, Response<Body>> {
        if kind != OperationKind::Mutation || values <= LARGE {
            return Ok(None);
        }
        // Who waits may lose its place to somebody who has fewer.
        let recalled = Arc::new(Notify::new());
        self.place.loosen(&recalled);
        let key = caller.key();
        let turn = tokio::select! {
            turn = tokio::time::timeout(self.door.manners.timeout, self.door.room.turns.take(&key)) => turn.ok(),
            () = recalled.notified() => None,
        };
        self.place.fasten();
        turn.map(Some).ok_or_else(|| {
            self.door.metrics.refused(Code::RateLimited.word());
            answer::busy()
        })
    }

    fn refused(&self, refusal: Refusal) -> Response<Body> {
        match refusal {
            Refusal::Request(errors) => {
                let code = errors.first().map_or("none", |error| error.code.word());
                self.door.metrics.refused(code);
                answer::request_errors(self.media, &errors)
            }
            Refusal::MutationOverGet => {
                answer::not_allowed(self.media, "POST", "Over GET only a query runs: send anything else by POST.")
            }
            Refusal::Mutations { keys, errors } => {
                self.door.metrics.refused(Code::Forbidden.word());
                let data: Map<String, Value> = keys
                    .into_iter()
                    .map(|(key, typename)| (key, if typename { json!("Mutation") } else { Value::Null }))
                    .collect();
                let errors: Vec<Value> = errors.iter().map(GateError::to_json).collect();
                answer::json_body(StatusCode::OK, self.media, &json!({"errors": errors, "data": data}))
            }
        }
    }

    fn idempotency_key(&self, kind: OperationKind, fields: &[String]) -> Result<Option<IdempotencyKey>, GateError> {
        let Some(value) = self.headers.get("idempotency-key").filter(|_| kind == OperationKind::Mutation) else {
            return Ok(None);
        };
        let bad = |message: &str| GateError::new(Code::BadUserInput, message);
        let key = value.to_str().unwrap_or_default().trim();
        if key.is_empty() || key.len() > LONGEST_KEY {
            return Err(bad("Idempotency-Key must be 1 to 255 visible ASCII characters."));
        }
        if fields.len() != 1 {
            return Err(bad("Idempotency-Key is for a request with one mutation field."));
        }
        Ok(Some(IdempotencyKey(key.to_owned())))
    }
}
