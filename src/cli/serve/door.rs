//! The door as the settings want it.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use axum::http::HeaderValue;

use crate::auth::{Secret, Verifier};
use crate::cli::place::{self, terms};
use crate::command::{Desk, turns};
use crate::config::Config;
use crate::error::AppError;
use crate::gate::{Gate, Limits};
use crate::graphql::context::Scope;
use crate::graphql::schema::{answer, schema, sdl};
use crate::http::who::networks;
use crate::http::{Asked, Bounds, Demo, Door, Engine, Manners, Metrics, Pasts, Room, Writable};

/// Who accepts tokens: a provider's keys or a secret, never both. The demo signs its own.
pub(super) fn verifier(config: &Config) -> Result<Verifier, AppError> {
    let Some(keys) = place::key_set(config)? else { return Ok(Verifier::hs256(&secret(config)?, terms(config))) };
    if config.demo || place::secret(config)?.is_some() {
        let text = "a provider's keys (oidc_issuer, jwks_url) and a secret do not go together, nor with the demo";
        return Err(AppError::Config(text.to_owned()));
    }
    Ok(Verifier::of_keys(keys, terms(config)))
}

/// The secret that verifies tokens; production refuses to go without one, and the demo's.
pub(super) fn secret(config: &Config) -> Result<Secret, AppError> {
    match place::secret(config)? {
        Some(secret) if secret.is_demo() && !config.demo => {
            Err(AppError::Config("the secret is the demo's, which everybody knows: make one of your own".to_owned()))
        }
        Some(secret) => Ok(secret),
        None if config.demo => Ok(Secret::demo()),
        None => Err(AppError::Config(
            "nothing verifies tokens: name a secret by --jwt-secret-file or VITRINE_JWT_SECRET, or a provider by \
             --oidc-issuer or --jwks-url, or try --demo"
                .to_owned(),
        )),
    }
}

/// The door.
pub(super) fn door(config: &Config, desk: &Desk, verifier: Verifier, demo: Option<Demo>) -> Result<Door, AppError> {
    let (sdl, manners) = (sdl(), Manners { ahead: desk.ahead(), ..manners(config)? });
    Ok(Door {
        gate: gate(config, &sdl)?,
        engine: engine(desk.clone()),
        verifier,
        db: desk.db.clone(),
        clock: desk.clock.clone(),
        sdl: sdl.into(),
        room: Room::of(&manners),
        pasts: Pasts::of(&manners),
        manners,
        metrics: Metrics::new()?,
        demo,
        current: AtomicBool::new(true),
        writable: Writable::default(),
    })
}

/// The gate; where a file lists documents, to those alone.
pub(in crate::cli) fn gate(config: &Config, sdl: &str) -> Result<Gate, AppError> {
    let gate = Gate::new(sdl, limits(config))?;
    let Some(file) = &config.documents_file else { return Ok(gate) };
    let wrong = |what: String| AppError::Config(format!("documents_file {}: {what}", file.display()));
    let list = std::fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
    gate.only(&list).map_err(|error| wrong(error.to_string()))
}

/// Runs admitted requests on the schema: each brings its scope and its idempotency key.
pub fn engine(desk: Desk) -> Engine {
    let schema = schema();
    Box::new(move |asked: Asked| {
        let (schema, desk) = (schema.clone(), desk.clone());
        Box::pin(async move {
            let key = asked.idempotency_key.map(|key| key.0);
            let scope = Scope::new(asked.caller, desk).with_key(key).with_meter(asked.meter);
            answer(&schema, asked.request, scope).await
        })
    })
}

fn limits(config: &Config) -> Limits {
    Limits {
        tokens: config.max_tokens,
        recursion: config.max_recursion,
        depth: config.max_depth,
        root_fields: config.max_root_fields,
        aliases: config.max_aliases,
        selections: config.max_selections,
        cost: config.max_cost,
        as_of: config.max_as_of,
        cached_bytes: config.document_cache_bytes,
        introspection: config.introspect,
        ..Limits::default()
    }
}

/// What clients may take. A connection on which a request is worked on is silent for as long as that may take.
pub(super) fn bounds(config: &Config) -> Result<Bounds, AppError> {
    let trusted = networks(&config.trusted_proxies);
    let trusted = trusted.map_err(|wrong| AppError::Config(format!("trusted_proxies: {wrong}")))?;
    Ok(Bounds {
        connections: config.connections,
        silence: silence(config),
        wait: Duration::from_secs(config.wait_seconds),
        trusted: trusted.into(),
        ..Bounds::default()
    })
}

fn silence(config: &Config) -> Duration {
    let needed = config.wait_seconds.saturating_add(config.timeout_seconds.saturating_mul(3)).saturating_add(5);
    Duration::from_secs(config.silence_seconds.max(needed))
}

fn manners(config: &Config) -> Result<Manners, AppError> {
    Ok(Manners {
        body: config.body_bytes,
        upsert_body: config.upsert_body_bytes,
        bodies: config.bodies_bytes,
        values: config.max_values,
        timeout: Duration::from_secs(config.timeout_seconds),
        answer: config.answer_bytes,
        taken: silence(config),
        at_once: config.requests_at_once,
        batches: if config.batches_at_once == 0 { turns::at_once() } else { config.batches_at_once },
        wait: Duration::from_secs(config.wait_seconds),
        as_of_at_once: config.as_of_at_once,
        cors_origins: origins(&config.cors_origins)?,
        explorer: config.explorer.unwrap_or(config.demo),
        introspection: config.introspection.unwrap_or(config.demo),
        metrics: config.metrics_listen.is_none(),
        read_only: config.read_only,
        ..Manners::default()
    })
}

/// The origins of a list with commas.
fn origins(text: &str) -> Result<Vec<HeaderValue>, AppError> {
    let refused =
        |origin: &str| AppError::Config(format!("cors_origins: {origin} is no origin, such as https://app.example"));
    let one = |origin: &str| {
        let (scheme, host) = origin.split_once("://").ok_or_else(|| refused(origin))?;
        if !matches!(scheme, "http" | "https") || host.is_empty() || host.contains(['/', '*']) {
            return Err(refused(origin));
        }
        HeaderValue::from_str(origin).map_err(|_| refused(origin))
    };
    text.split(',').map(str::trim).filter(|origin| !origin.is_empty()).map(one).collect()
}
