//! `vitrine doctor`: looks at configuration, database, clock and keys.

use std::process::ExitCode;

use chrono::{DateTime, NaiveDate};
use chrono::{TimeDelta, Utc};
use clap::ValueEnum;
use serde::Serialize;
use serde_json::json;

use super::place::{connect, database_url, key_set, secret};
use super::serve::door::gate;
use super::{Failure, Outcome, Place, block_on, say};
use crate::auth::jwks::KeyState;
use crate::clock::machine_now;
use crate::config::{Config, Settings};
use crate::graphql::schema::sdl;
use crate::store::log::last_recorded;
use crate::store::moment::database_clock;

/// How far the database's clock may be from this machine's.
const APART: TimeDelta = TimeDelta::seconds(5);

/// Looks at configuration, database, clock and keys; exit 1 when something is wrong.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Look at the demo's database
    #[arg(long)]
    demo: bool,
    /// How to tell it
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    #[command(flatten)]
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Text,
    Json,
}

/// What was looked at, and what was found.
#[derive(Debug, Serialize)]
struct Finding {
    what: &'static str,
    ok: bool,
    text: String,
}

/// Runs it.
pub fn run(args: &Args) -> Outcome {
    let mut flags = args.place.flags();
    if args.demo {
        flags.insert("demo", "true".to_owned());
    }
    let settings = super::place::settings(&flags)?;
    let findings = block_on(async {
        let mut findings = vec![keys(&settings.config).await, machine_clock()];
        findings.extend(documents(&settings.config));
        findings.extend(database(&settings.config).await);
        Ok(findings)
    })?;
    let well = findings.iter().all(|finding| finding.ok);
    match args.format {
        Form::Text => tell(&settings, &findings)?,
        Form::Json => say(&report(&settings, &findings, well))?,
    }
    Ok(if well { ExitCode::SUCCESS } else { Failure::BROKEN.into() })
}

fn tell(settings: &Settings, findings: &[Finding]) -> Result<(), Failure> {
    for setting in Config::ALL {
        let value = settings.config.show(setting.name).unwrap_or_default();
        say(&format!("{:<22} {:<14} {value}", setting.name, settings.origin(setting.name).to_string()))?;
    }
    say("")?;
    for finding in findings {
        say(&format!("{} {:<10} {}", if finding.ok { "ok   " } else { "WRONG" }, finding.what, finding.text))?;
    }
    Ok(())
}

fn report(settings: &Settings, findings: &[Finding], well: bool) -> String {
    let all: Vec<_> = Config::ALL
        .iter()
        .map(|setting| {
            let value = settings.config.show(setting.name);
            json!({"name": setting.name, "value": value, "from": settings.origin(setting.name).to_string()})
        })
        .collect();
    json!({"ok": well, "settings": all, "findings": findings}).to_string()
}

fn found(what: &'static str, result: Result<String, String>) -> Finding {
    let ok = result.is_ok();
    Finding { what, ok, text: result.unwrap_or_else(|text| text) }
}

async fn keys(config: &Config) -> Finding {
    match key_set(config) {
        Err(error) => return found("keys", Err(error.to_string())),
        Ok(Some(keys)) => {
            return found(
                "keys",
                match keys.current().await {
                    KeyState::Fresh => Ok("the provider's keys can be read".to_owned()),
                    KeyState::Old(_) | KeyState::Gone => Err("the provider's keys cannot be read".to_owned()),
                },
            );
        }
        Ok(None) => {}
    }
    found(
        "keys",
        match secret(config) {
            Err(error) => Err(error.to_string()),
            Ok(None) if config.demo => Ok("the demo's published secret".to_owned()),
            Ok(None) => Err("no secret verifies tokens: set jwt_secret_file or VITRINE_JWT_SECRET".to_owned()),
            Ok(Some(secret)) if secret.is_demo() && !config.demo => {
                Err("the secret is the demo's, which everybody knows".to_owned())
            }
            Ok(Some(_)) => Ok("a secret of 32 bytes or more".to_owned()),
        },
    )
}

/// The list of documents, where there is one.
fn documents(config: &Config) -> Option<Finding> {
    config.documents_file.as_ref()?;
    let listed = gate(config, &sdl()).map(|gate| format!("{} alone may run", gate.listed().unwrap_or_default()));
    Some(found("documents", listed.map_err(|error| error.to_string())))
}

/// A machine that has lost its clock is in the past.
fn machine_clock() -> Finding {
    let now = machine_now();
    let released = NaiveDate::from_ymd_opt(2026, 1, 1).and_then(|date| date.and_hms_opt(0, 0, 0));
    let sane = released.is_none_or(|released| now >= DateTime::<Utc>::from_naive_utc_and_offset(released, Utc));
    found(
        "clock",
        if sane { Ok(now.to_rfc3339()) } else { Err(format!("{} is before this program was made", now.to_rfc3339())) },
    )
}

async fn database(config: &Config) -> Vec<Finding> {
    let url = match database_url(config) {
        Ok(url) => url,
        Err(error) => return vec![found("database", Err(error.to_string()))],
    };
    let missing = url.strip_prefix("sqlite://").is_some_and(|file| !std::path::Path::new(file).exists());
    if missing {
        return vec![found("database", Err("there is none yet: `vitrine migrate up` makes it".to_owned()))];
    }
    let db = match connect(config).await {
        Ok(db) => db,
        Err(failure) => return vec![found("database", Err(failure.to_string()))],
    };
    let mut findings = vec![found("database", Ok(format!("{:?} answers", db.engine)))];
    let pending = db.pending_migrations().await;
    let current = matches!(&pending, Ok(pending) if pending.is_empty());
    findings.push(found(
        "migrations",
        match pending {
            Ok(_) if current => Ok("current".to_owned()),
            Ok(pending) => Err(format!("{} pending, the first is {}", pending.len(), pending[0])),
            Err(error) => Err(Failure::from(error).to_string()),
        },
    ));
    findings.push(found(
        "its clock",
        match database_clock(&db).await {
            Ok(theirs) => {
                let apart = theirs - machine_now();
                let text = format!("{} ms from this machine's", apart.num_milliseconds());
                if apart.abs() <= APART { Ok(text) } else { Err(text) }
            }
            Err(error) => Err(Failure::from(error).to_string()),
        },
    ));
    if current {
        findings.push(match last_recorded(&db.read).await {
            Ok(None) => found("log", Ok("empty".to_owned())),
            Ok(Some(last)) => {
                let ahead = !config.demo && last > machine_now() + APART;
                let text = format!("its last entry is of {}", last.to_rfc3339());
                found("log", if ahead { Err(format!("{text}, which lies ahead")) } else { Ok(text) })
            }
            Err(error) => found("log", Err(Failure::from(error).to_string())),
        });
    }
    findings
}
