//! What the door counts, for Prometheus.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use axum::http::header::CONTENT_TYPE;
use metrics::{Key, Label, Level, Metadata, Recorder};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use tokio::time::timeout;

use super::Door;
use super::health::ahead;
use crate::error::AppError;
use crate::gate::OperationKind;
use crate::store::{behind, team_members};

/// How long the database may take to tell of itself.
const PATIENCE: Duration = Duration::from_secs(2);

const SECONDS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0];
const OBJECTS: &[f64] = &[1.0, 10.0, 50.0, 100.0, 500.0, 1000.0, 2500.0, 5000.0, 10_000.0, 25_000.0];
static ABOUT: Metadata<'static> = Metadata::new("vitrine::http", Level::INFO, Some("vitrine::http"));

/// The counters of one server.
#[derive(Clone)]
pub struct Metrics {
    recorder: Arc<PrometheusRecorder>,
    handle: PrometheusHandle,
}

impl Metrics {
    /// Counters that begin at nothing.
    pub fn new() -> Result<Self, AppError> {
        let wrong = |error| AppError::Config(format!("the metrics cannot be set up: {error}"));
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), SECONDS)
            .and_then(|builder| builder.set_buckets_for_metric(Matcher::Suffix("_objects".to_owned()), OBJECTS))
            .map_err(wrong)?
            .build_recorder();
        let handle = recorder.handle();
        let metrics = Self { recorder: Arc::new(recorder), handle };
        metrics.describe();
        Ok(metrics)
    }

    fn describe(&self) {
        for (name, text) in [
            ("vitrine_http_requests_total", "Requests answered, by path and status."),
            ("vitrine_graphql_refused_total", "Requests that did not pass the gate, by code."),
        ] {
            self.recorder.describe_counter(name.into(), None, text.into());
        }
        for (name, text) in [
            ("vitrine_http_request_seconds", "How long requests took, by path."),
            ("vitrine_graphql_execution_seconds", "How long executions took, by kind of operation and outcome."),
            ("vitrine_graphql_cost_objects", "What admitted requests cost."),
        ] {
            self.recorder.describe_histogram(name.into(), None, text.into());
        }
        for (name, text) in [
            ("vitrine_gate_documents", "Validated documents that are kept."),
            ("vitrine_gate_documents_bytes", "Their bytes, about."),
            ("vitrine_accounts_behind", "Accounts whose assessment is behind their facts."),
            ("vitrine_accounts_behind_seconds", "How long the first of them has been."),
            ("vitrine_clock_ahead_seconds", "How far this node's clock is ahead of PostgreSQL's own."),
            (
                "vitrine_identities_doubled",
                "Subjects and e-mail addresses that several team members have: by them nobody is found.",
            ),
        ] {
            self.recorder.describe_gauge(name.into(), None, text.into());
        }
    }

    /// A request was answered.
    pub fn answered(&self, path: &str, status: u16, took: Duration) {
        let path = Label::new("path", path.to_owned());
        let by_status = vec![path.clone(), Label::new("status", status.to_string())];
        self.recorder.register_counter(&Key::from_parts("vitrine_http_requests_total", by_status), &ABOUT).increment(1);
        self.recorder
            .register_histogram(&Key::from_parts("vitrine_http_request_seconds", vec![path]), &ABOUT)
            .record(took.as_secs_f64());
    }

    /// The gate refused a request.
    pub fn refused(&self, code: &'static str) {
        let labels = vec![Label::from_static_parts("code", code)];
        self.recorder.register_counter(&Key::from_parts("vitrine_graphql_refused_total", labels), &ABOUT).increment(1);
    }

    /// An operation ran.
    #[expect(clippy::cast_precision_loss, reason = "a cost is 10,000 at most")]
    pub fn executed(&self, kind: OperationKind, outcome: &'static str, took: Duration, cost: u64) {
        let labels = vec![Label::from_static_parts("kind", kind.word()), Label::from_static_parts("outcome", outcome)];
        self.recorder
            .register_histogram(&Key::from_parts("vitrine_graphql_execution_seconds", labels), &ABOUT)
            .record(took.as_secs_f64());
        self.recorder.register_histogram(&Key::from_name("vitrine_graphql_cost_objects"), &ABOUT).record(cost as f64);
    }

    /// Sets a gauge.
    pub fn gauge(&self, name: &'static str, value: f64) {
        self.recorder.register_gauge(&Key::from_name(name), &ABOUT).set(value);
    }

    /// Everything, as Prometheus reads it.
    pub fn render(&self) -> String {
        self.handle.run_upkeep();
        self.handle.render()
    }
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Metrics").finish_non_exhaustive()
    }
}

/// How far assessments are behind; nothing is said where the database does not answer.
#[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
async fn lag(door: &Door) {
    match timeout(PATIENCE, behind::lag(&door.db.read)).await {
        Ok(Ok(lag)) => {
            let seconds = lag.since.map_or(0, |since| (door.clock.now() - since).num_seconds().max(0));
            door.metrics.gauge("vitrine_accounts_behind", lag.accounts as f64);
            door.metrics.gauge("vitrine_accounts_behind_seconds", seconds as f64);
        }
        Ok(Err(error)) => tracing::warn!(?error, "how far assessments are behind is not known"),
        Err(_) => tracing::warn!("the database does not say in time how far assessments are behind"),
    }
}

/// How far this node's clock is ahead, where it is held to the database's.
#[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
async fn clock(door: &Door) {
    if door.manners.ahead.is_none() {
        return;
    }
    match timeout(PATIENCE, ahead(door)).await {
        Ok(Ok(Some(ahead))) => {
            door.metrics.gauge("vitrine_clock_ahead_seconds", ahead.num_milliseconds() as f64 / 1_000.0);
        }
        Ok(Ok(None)) => {}
        Ok(Err(error)) => tracing::warn!(?error, "the database's clock is not known"),
        Err(_) => tracing::warn!("the database does not tell its clock in time"),
    }
}

/// What our people should not share, and do; nothing is said where the database does not answer.
#[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
async fn doubles(door: &Door) {
    match timeout(PATIENCE, team_members::doubles(&door.db.read)).await {
        Ok(Ok(doubles)) => door.metrics.gauge("vitrine_identities_doubled", doubles.len() as f64),
        Ok(Err(error)) => {
            tracing::warn!(?error, "whether team members share a subject or an e-mail address is not known");
        }
        Err(_) => {
            tracing::warn!("the database does not say in time whether team members share a subject or an address");
        }
    }
}

/// `/metrics`.
#[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
pub async fn serve(State(door): State<Arc<Door>>) -> Response<Body> {
    let (documents, bytes) = door.gate.cached();
    door.metrics.gauge("vitrine_gate_documents", documents as f64);
    door.metrics.gauge("vitrine_gate_documents_bytes", bytes as f64);
    lag(&door).await;
    clock(&door).await;
    doubles(&door).await;
    let mut response = Response::new(Body::from(door.metrics.render()));
    let content_type = axum::http::HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    response
}
