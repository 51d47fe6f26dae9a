//! What only the demo has: ready tokens in the explorer, and a clock that an ADMIN moves.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use entity::enums::Role;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::accept::Media;
use super::demo_host::from_elsewhere;
use super::seal::FAULT;
use super::{Door, answer, graphql};
use crate::error::AppError;
use crate::gate::Code;

const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Moves the demo's clock on, does all work that became due, and gives the moment it is then.
pub type Advance = Box<dyn Fn(TimeDelta) -> BoxFuture<'static, Result<DateTime<Utc>, AppError>> + Send + Sync>;

/// The demo's own.
pub struct Demo {
    /// A ready token for each role.
    pub tokens: Vec<(Role, String)>,
    /// The query that stands in the explorer at first.
    pub first_query: String,
    /// Moves the clock.
    pub advance: Advance,
    /// Hosts that it answers on, beside loopback names.
    pub hosts: Vec<String>,
}

impl std::fmt::Debug for Demo {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Demo").field("first_query", &self.first_query).finish_non_exhaustive()
    }
}

/// What the explorer needs to begin with.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Beginning<'a> {
    first_query: Option<&'a str>,
    tokens: Vec<Token<'a>>,
}

#[derive(Debug, Serialize)]
struct Token<'a> {
    role: Role,
    token: &'a str,
}

/// `/explorer/beginning.json`: the first query, and in the demo a token for each role, for the demo's own pages alone.
pub async fn beginning(State(door): State<Arc<Door>>, headers: HeaderMap) -> Response<Body> {
    let demo = door.demo.as_ref();
    if demo.is_some() && from_elsewhere(&headers) {
        let message = "The demo's tokens are for its own pages.";
        return answer::refusal(StatusCode::FORBIDDEN, Media::Json, Code::Forbidden, message);
    }
    let tokens = demo.map_or(&[][..], |demo| &demo.tokens);
    let beginning = Beginning {
        first_query: demo.map(|demo| demo.first_query.as_str()),
        tokens: tokens.iter().map(|(role, token)| Token { role: *role, token }).collect(),
    };
    let mut response = answer::json_body(StatusCode::OK, Media::Json, &beginning);
    response.headers_mut().insert(CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    response
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    advance: String,
}

/// `POST /demo/clock {"advance": "P15D"}`, for ADMIN.
pub async fn clock(State(door): State<Arc<Door>>, request: Request) -> Response<Body> {
    let Some(demo) = &door.demo else {
        return answer::refusal(
            StatusCode::NOT_FOUND,
            Media::Json,
            Code::NotFound,
            "Only the demo has a clock to move.",
        );
    };
    let caller = match graphql::caller(&door, request.headers()).await {
        Ok(Some(caller)) => caller,
        Ok(None) => return answer::unauthenticated(Media::Json),
        Err(response) => return response,
    };
    if !caller.rights.roles.contains(&Role::Admin) {
        return answer::refusal(StatusCode::FORBIDDEN, Media::Json, Code::Forbidden, "This needs the role ADMIN.");
    }
    let step = to_bytes(request.into_body(), 1024).await.ok();
    let step =
        step.and_then(|body| serde_json::from_slice::<Step>(&body).ok()).and_then(|step| duration(&step.advance));
    let Some(step) = step else {
        let message = "Send {\"advance\": \"P15D\"}: a period of ISO 8601 in weeks, days, hours, minutes and seconds.";
        return answer::refusal(StatusCode::BAD_REQUEST, Media::Json, Code::BadUserInput, message);
    };
    match (demo.advance)(step).await {
        Ok(now) => answer::json_body(StatusCode::OK, Media::Json, &json!({"now": now})),
        Err(error) => {
            tracing::error!(?error, "the clock could not be moved");
            answer::refusal(StatusCode::INTERNAL_SERVER_ERROR, Media::Json, Code::Internal, FAULT)
        }
    }
}

/// A positive period of ISO 8601 without years and months; at most ten years.
fn duration(text: &str) -> Option<TimeDelta> {
    let (date, time) = match text.strip_prefix('P')?.split_once('T') {
        Some((date, time)) if !time.is_empty() => (date, time),
        Some(_) => return None,
        None => (text.strip_prefix('P')?, ""),
    };
    let days = parts(date, &[('W', 7 * 86_400), ('D', 86_400)])?;
    let seconds = days.checked_add(parts(time, &[('H', 3600), ('M', 60), ('S', 1)])?)?;
    (1..=10 * 366 * 86_400).contains(&seconds).then(|| TimeDelta::seconds(seconds))
}

fn parts(mut text: &str, units: &[(char, i64)]) -> Option<i64> {
    let mut sum = 0_i64;
    for &(unit, seconds) in units {
        if let Some((number, rest)) = text.split_once(unit) {
            if number.is_empty() || !number.bytes().all(|digit| digit.is_ascii_digit()) {
                return None;
            }
            sum = sum.checked_add(number.parse::<i64>().ok()?.checked_mul(seconds)?)?;
            text = rest;
        }
    }
    text.is_empty().then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_periods() {
        for (text, seconds) in [
            ("P15D", Some(15 * 86_400)),
            ("P2W", Some(14 * 86_400)),
            ("PT12H", Some(43_200)),
            ("P1DT1H1M1S", Some(90_061)),
            ("P0D", None),
            ("P", None),
            ("PT", None),
            ("P1DT", None),
            ("P-1D", None),
            ("-P1D", None),
            ("P1Y", None),
            ("P1H", None),
            ("15D", None),
            ("P99999999999999999999D", None),
            ("P4000D", None),
        ] {
            assert_eq!(duration(text).map(|period| period.num_seconds()), seconds, "{text}");
        }
    }
}
