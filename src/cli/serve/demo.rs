//! What `serve --demo` adds: the story, a token for each role, and a clock that an ADMIN moves.

use std::collections::BTreeSet;

use axum::http::uri::Authority;
use chrono::TimeDelta;
use entity::enums::Role;

use crate::auth::Secret;
use crate::auth::token::{Sketch, every_scope, sign};
use crate::cli::Failure;
use crate::cli::place::{database_url, stamp_ahead, terms};
use crate::clock::{Clock, machine_now};
use crate::command::Desk;
use crate::config::Config;
use crate::demo;
use crate::error::AppError;
use crate::http::Demo;
use crate::job;
use crate::store::Db;
use crate::store::log::last_recorded;

/// Seconds for which the demo's tokens hold.
const TTL: i64 = 12 * 3600;

/// Opens the demo's database, and fills it where it has no story yet.
pub(super) async fn open(db: Db, config: &Config) -> Result<Desk, Failure> {
    db.migrate_up().await?;
    let now = config.clock.unwrap_or_else(machine_now);
    let told = demo::told(&db).await?;
    if config.fresh || !told {
        eprintln!("vitrine: telling the demo's story, eighteen months up to the day before {}", now.date_naive());
    }
    let (db, start) = demo::ready(db, &database_url(config)?, now, config.fresh, demo::CUSTOMERS).await?;
    eprintln!("vitrine: the demo's clock goes on from {}", start.format("%Y-%m-%d %H:%M UTC"));
    let desk = Desk::open(db, Clock::going_from(start)).await?.stamps_ahead(stamp_ahead(config));
    Ok(desk.with_custom_fields(config.custom_fields_bytes))
}

/// Writes down the moment at which the demo's clock rests.
pub(super) async fn rest(desk: &Desk) -> Result<(), AppError> {
    demo::rest(&desk.db, desk.clock.now()).await
}

/// The demo's part of the door.
pub(super) fn doors(desk: &Desk, secret: &Secret, config: &Config) -> Result<Demo, AppError> {
    let terms = terms(config);
    let mut tokens = Vec::with_capacity(Role::ALL.len());
    for &role in Role::ALL {
        let integration = role == Role::Integration;
        let sketch = Sketch {
            subject: demo::subject(role).to_owned(),
            roles: vec![role],
            scopes: if integration { every_scope() } else { BTreeSet::new() },
            system: integration.then(|| "demo".to_owned()),
            ttl: TTL,
        };
        tokens.push((role, sign(secret, &terms, &sketch)?));
    }
    let desk = desk.clone();
    let advance = move |step: TimeDelta| {
        let desk = desk.clone();
        let moved: futures_util::future::BoxFuture<'static, _> = Box::pin(async move {
            let moment = desk.clock.now() + step;
            desk.clock.advance_to(moment);
            job::run_due(&desk).await?;
            // The work has moments of its own, after the one that caused it.
            let last = last_recorded(&desk.db.read).await?;
            Ok(last.map_or(moment, |last| last.max(moment)).max(desk.clock.now()))
        });
        moved
    };
    Ok(Demo {
        tokens,
        first_query: demo::FIRST_QUERY.trim().to_owned(),
        advance: Box::new(advance),
        hosts: hosts(config)?,
    })
}

/// The hosts of the settings.
fn hosts(config: &Config) -> Result<Vec<String>, AppError> {
    let hosts = config.demo_hosts.split(',').map(str::trim).filter(|host| !host.is_empty());
    hosts
        .map(|host| match host.parse::<Authority>() {
            Ok(authority) if authority.as_str() == host && authority.port().is_none() && !host.contains(['@', '*']) => {
                Ok(host.to_owned())
            }
            _ => Err(AppError::Config(format!("demo_hosts: {host} is no host without a port, such as demo.internal"))),
        })
        .collect()
}
