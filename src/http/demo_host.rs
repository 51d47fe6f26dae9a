//! On which hosts the demo answers. Its tokens are for everybody who reaches it, so a page of another site must not: neither by
//! a name of its own that leads to this machine (DNS rebinding), nor by asking from its own origin.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Response, StatusCode};
use axum::middleware::Next;

use super::accept::Media;
use super::{Door, answer};
use crate::gate::Code;

/// Answers requests to loopback names and to the demo's hosts, and no others. Beyond the demo each passes.
pub async fn known(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response<Body> {
    if door.demo.as_ref().is_none_or(|demo| is_for(&request, &demo.hosts)) {
        return next.run(request).await;
    }
    let message = "The demo answers on loopback names alone: name other hosts in the setting demo_hosts.";
    answer::refusal(StatusCode::MISDIRECTED_REQUEST, Media::Json, Code::Forbidden, message)
}

/// Whether all hosts that a request names are loopback names or among these, and it names one.
fn is_for(request: &Request, others: &[String]) -> bool {
    let named = request.uri().authority().map(Authority::as_str);
    let headers = request.headers().get_all(HOST).iter().map(|value| value.to_str().unwrap_or_default());
    let mut hosts = named.into_iter().chain(headers).peekable();
    hosts.peek().is_some() && hosts.all(|host| answers_on(host, others))
}

fn answers_on(host: &str, others: &[String]) -> bool {
    let Ok(authority) = host.parse::<Authority>() else { return false };
    let name = authority.host().trim_end_matches('.').to_ascii_lowercase();
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    name == "localhost"
        || name.ends_with(".localhost")
        || address.is_ok_and(|address| address.to_canonical().is_loopback())
        || others.iter().any(|other| other.eq_ignore_ascii_case(&name))
}

/// Whether a page of another origin asks, as far as its browser says.
pub fn from_elsewhere(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let site = text("sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none"));
    let host = text(HOST.as_str()).unwrap_or_default();
    let origin = text(ORIGIN.as_str()).is_some_and(|origin| {
        origin.split_once("://").is_none_or(|(_, authority)| !authority.eq_ignore_ascii_case(host))
    });
    site || origin
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn answers_on_loopback_names_and_named_hosts() {
        let others = ["demo.internal".to_owned(), "10.1.2.3".to_owned()];
        for (host, answers) in [
            ("localhost", true),
            ("LOCALHOST:4000", true),
            ("localhost.:4000", true),
            ("vitrine.localhost:4000", true),
            ("127.0.0.1:4000", true),
            ("127.9.9.9", true),
            ("[::1]:4000", true),
            ("[::ffff:127.0.0.1]", true),
            ("demo.internal:80", true),
            ("Demo.Internal", true),
            ("10.1.2.3:4000", true),
            ("", false),
            ("evil.example", false),
            ("evil.example:4000", false),
            ("localhost.evil.example", false),
            ("127.0.0.1.evil.example", false),
            ("notlocalhost", false),
            ("192.168.1.5:4000", false),
            ("0.0.0.0:4000", false),
            ("a b", false),
        ] {
            assert_eq!(answers_on(host, &others), answers, "{host}");
        }
    }

    #[test]
    fn knows_a_page_of_another_origin() {
        for (headers, elsewhere) in [
            (&[][..], false),
            (&[("sec-fetch-site", "same-origin")], false),
            (&[("sec-fetch-site", "none")], false),
            (&[("sec-fetch-site", "same-site")], true),
            (&[("sec-fetch-site", "cross-site")], true),
            (&[("origin", "http://localhost:4000")], false),
            (&[("origin", "http://localhost:3000")], true),
            (&[("origin", "https://evil.example")], true),
            (&[("origin", "null")], true),
        ] {
            let mut map = HeaderMap::from_iter([(HOST, HeaderValue::from_static("localhost:4000"))]);
            map.extend(
                headers.iter().map(|&(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))),
            );
            assert_eq!(from_elsewhere(&map), elsewhere, "{headers:?}");
        }
    }
}
